-- When what tells who somebody was has been erased from their record; what counts stays.
ALTER TABLE person ADD COLUMN erased BIGINT;

-- What was erased, by ids only: rows are only added. A restored backup is held against this list, so that nobody comes back with it.
-- `subject` is the ledger's number of somebody whom records name and who is not on the roster.
CREATE TABLE erasure(
  tenant BIGINT NOT NULL REFERENCES tenant(id),
  id {id} NOT NULL,
  person {id},
  subject BIGINT,
  why {key} NOT NULL CHECK (why IN ('request', 'retention')),
  at BIGINT NOT NULL,
  CHECK ((person IS NULL) <> (subject IS NULL)),
  PRIMARY KEY(tenant, id),
  UNIQUE(tenant, person),
  UNIQUE(tenant, subject)
) {strict};
CREATE INDEX erasure_at ON erasure(tenant, at, id);

-- 个人信息申请: what somebody asks about their own data, until when it is to be answered, and the answer.
CREATE TABLE data_request(
  tenant BIGINT NOT NULL,
  id {id} NOT NULL,
  person {id} NOT NULL,
  account {id},
  kind {key} NOT NULL CHECK (kind IN ('correct', 'erase')),
  what TEXT NOT NULL CHECK (length(what) <= 1000),
  asked BIGINT NOT NULL,
  due BIGINT NOT NULL,
  state {key} NOT NULL CHECK (state IN ('open', 'granted', 'refused')),
  answer TEXT CHECK (length(answer) BETWEEN 2 AND 1000),
  answered BIGINT,
  answered_by {key},
  CHECK ((state = 'open') = (answer IS NULL)),
  CHECK ((state = 'open') = (answered IS NULL)),
  CHECK ((state = 'open') = (answered_by IS NULL)),
  PRIMARY KEY(tenant, id),
  FOREIGN KEY(tenant, person) REFERENCES person(tenant, id)
) {strict};
-- Sent twice, or asked again while it waits, it is one request.
CREATE UNIQUE INDEX data_request_open ON data_request(tenant, person, kind) WHERE state = 'open';
CREATE INDEX data_request_person ON data_request(tenant, person, asked);
CREATE INDEX data_request_due ON data_request(tenant, due, id) WHERE state = 'open';

-- 保存期限: after how many months what tells who somebody was is erased, for each kind of record; a kind without a row is kept.
CREATE TABLE retention(
  tenant BIGINT NOT NULL REFERENCES tenant(id),
  kind {key} NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
  months BIGINT NOT NULL CHECK (months BETWEEN 1 AND 1200),
  who {key} NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY(tenant, kind)
) {strict};
