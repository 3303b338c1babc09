-- The audit chain: every write, sign-in, refusal and reveal of an office, each row bound to the one before it by SM3. Rows are only
-- ever added. `at` never goes back; `content` is the exact text that was digested.
CREATE TABLE audit(
  tenant BIGINT NOT NULL REFERENCES tenant(id),
  number BIGINT NOT NULL CHECK (number > 0),
  at BIGINT NOT NULL,
  account {id},
  who {key} NOT NULL,
  address TEXT NOT NULL,
  act {key} NOT NULL,
  kind {key} NOT NULL,
  subject {key} NOT NULL,
  content TEXT NOT NULL,
  previous {bytes} NOT NULL,
  digest {bytes} NOT NULL,
  PRIMARY KEY(tenant, number)
) {strict};
CREATE INDEX audit_subject ON audit(tenant, subject, number);
CREATE INDEX audit_act ON audit(tenant, act, number);
CREATE INDEX audit_who ON audit(tenant, who, number);

-- The chain's head: number and digest of its last row, sealed by the key outside the database. It stands in the row that every write
-- takes first. `audit_at` is the instant of that row.
ALTER TABLE tenant ADD COLUMN audit BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tenant ADD COLUMN audit_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tenant ADD COLUMN head {bytes};
ALTER TABLE tenant ADD COLUMN seal {bytes};
