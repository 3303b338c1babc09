-- 工作台账. Lines, people and origin are read and written whole, so they stand as JSON; record_line is the index by metric.
CREATE TABLE record(
  tenant BIGINT NOT NULL REFERENCES tenant(id),
  id {id} NOT NULL,
  org {id} NOT NULL,
  day BIGINT NOT NULL CHECK (day BETWEEN 19000101 AND 20991231),
  until BIGINT CHECK (until BETWEEN day AND 20991231),
  day_assumed {bool} NOT NULL,
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  place TEXT NOT NULL CHECK (length(place) <= 200),
  remarks TEXT NOT NULL CHECK (length(remarks) <= 4000),
  people {json} NOT NULL,
  lines {json} NOT NULL,
  search TEXT NOT NULL,
  fingerprint {key} NOT NULL,
  likeness {key} NOT NULL,
  batch {id},
  origin {json},
  revision BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  withdrawn BIGINT,
  PRIMARY KEY (tenant, id)
) {strict};
CREATE INDEX record_day ON record(tenant, day, id);
CREATE INDEX record_org ON record(tenant, org, day, id);
CREATE INDEX record_batch ON record(tenant, batch, id);
CREATE INDEX record_fingerprint ON record(tenant, fingerprint);
CREATE INDEX record_likeness ON record(tenant, likeness);

CREATE TABLE record_line(
  tenant BIGINT NOT NULL,
  metric BIGINT NOT NULL,
  day BIGINT NOT NULL,
  record {id} NOT NULL,
  PRIMARY KEY (tenant, metric, day, record),
  FOREIGN KEY (tenant, record) REFERENCES record(tenant, id)
) {strict};
CREATE INDEX record_line_record ON record_line(tenant, record);

-- What a record said before it was corrected or withdrawn, and who did it and why.
CREATE TABLE record_version(
  tenant BIGINT NOT NULL,
  record {id} NOT NULL,
  revision BIGINT NOT NULL,
  act {key} NOT NULL CHECK (act IN ('record', 'correct', 'withdraw', 'restore')),
  reason TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  content {json} NOT NULL,
  PRIMARY KEY (tenant, record, revision),
  FOREIGN KEY (tenant, record) REFERENCES record(tenant, id)
) {strict};

-- A form half filled: one per account and form.
CREATE TABLE draft(
  tenant BIGINT NOT NULL,
  account {id} NOT NULL,
  form {key} NOT NULL,
  content {json} NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (tenant, account, form)
) {strict};

-- One import. The workbook is not kept: its digest, its cells (masked) and the report of what became of each row are.
CREATE TABLE batch(
  tenant BIGINT NOT NULL REFERENCES tenant(id),
  id {id} NOT NULL,
  file TEXT NOT NULL,
  digest {key} NOT NULL,
  org {id} NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  records BIGINT NOT NULL,
  report {json} NOT NULL,
  profile TEXT NOT NULL,
  undone BIGINT,
  PRIMARY KEY (tenant, id)
) {strict};
CREATE INDEX batch_digest ON batch(tenant, digest);
CREATE INDEX batch_at ON batch(tenant, at, id);
