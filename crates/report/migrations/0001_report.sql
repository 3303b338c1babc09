-- Reports, their history, what of a draft's findings was accepted, and the frozen figures of the signed ones.
CREATE TABLE report(
  tenant BIGINT NOT NULL,
  id {id} NOT NULL,
  org {id} NOT NULL,
  template {key} NOT NULL,
  kind TEXT NOT NULL,
  from_day BIGINT NOT NULL,
  to_day BIGINT NOT NULL,
  cut_off BIGINT NOT NULL,
  title TEXT NOT NULL,
  addressee TEXT NOT NULL,
  signature TEXT NOT NULL,
  body TEXT NOT NULL,
  state {key} NOT NULL CHECK(state IN ('draft', 'checking', 'countersigning', 'signed')),
  -- Who took the step that led to this state, and when.
  step_account {id},
  step_name TEXT NOT NULL,
  step_at BIGINT NOT NULL,
  -- The ledger's number at sign-off, and the document as it was signed.
  posting BIGINT,
  frozen {json},
  revision BIGINT NOT NULL,
  made_account {id},
  made_name TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  changed_account {id},
  changed_name TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  deleted {bool} NOT NULL,
  CHECK(from_day <= cut_off AND cut_off <= to_day),
  CHECK((state = 'signed') = (posting IS NOT NULL)),
  CHECK((state = 'signed') = (frozen IS NOT NULL)),
  PRIMARY KEY(tenant, id)
) {strict};
CREATE INDEX report_by_change ON report(tenant, deleted, changed_at, id);
CREATE INDEX report_by_period ON report(tenant, org, to_day, id);

CREATE TABLE report_step(
  tenant BIGINT NOT NULL,
  report {id} NOT NULL,
  number BIGINT NOT NULL,
  step {key} NOT NULL,
  account {id},
  name TEXT NOT NULL,
  at BIGINT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY(tenant, report, number),
  FOREIGN KEY(tenant, report) REFERENCES report(tenant, id)
) {strict};

CREATE TABLE report_figure(
  tenant BIGINT NOT NULL,
  report {id} NOT NULL,
  position BIGINT NOT NULL,
  key {key} NOT NULL,
  metric {key} NOT NULL,
  org {id} NOT NULL,
  org_code {key} NOT NULL,
  org_name TEXT NOT NULL,
  from_day BIGINT NOT NULL,
  to_day BIGINT NOT NULL,
  value BIGINT NOT NULL,
  declared BIGINT NOT NULL,
  facts BIGINT NOT NULL,
  said TEXT NOT NULL,
  digest {key} NOT NULL,
  PRIMARY KEY(tenant, report, position),
  UNIQUE(tenant, report, key),
  FOREIGN KEY(tenant, report) REFERENCES report(tenant, id)
) {strict};
