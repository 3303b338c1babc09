-- 佐证材料: files kept with records of any room. The bytes lie outside the database, named by their digest; a row is written only after
-- they are safe on the disk. A removed one stays for some days, so that it can be brought back.
CREATE TABLE evidence(
  tenant BIGINT NOT NULL REFERENCES tenant(id),
  id {id} NOT NULL,
  -- Which record: the kind by which the ledger names it, and its id.
  source_kind {key} NOT NULL,
  source {id} NOT NULL,
  kind {key} NOT NULL CHECK (kind IN ('pdf', 'jpeg', 'png', 'webp', 'docx', 'xlsx')),
  name TEXT NOT NULL,
  size BIGINT NOT NULL CHECK (size > 0 AND size <= 52428800),
  -- Of a picture.
  width BIGINT,
  height BIGINT,
  -- SM3 of the kept bytes, hex.
  digest {key} NOT NULL CHECK (length(digest) = 64),
  account {id},
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  removed BIGINT,
  removed_by TEXT,
  CHECK ((removed IS NULL) = (removed_by IS NULL)),
  PRIMARY KEY(tenant, id),
  -- A record has the same file once.
  UNIQUE(tenant, source_kind, source, digest)
) {strict};
CREATE INDEX evidence_digest ON evidence(tenant, digest);
CREATE INDEX evidence_removed ON evidence(tenant, removed);
