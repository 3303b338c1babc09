-- 更正 of signed reports: what was signed stays as it is; here stands what is right instead, as of which posting, and who got the old figure.
CREATE TABLE report_correction(
  tenant BIGINT NOT NULL,
  report {id} NOT NULL,
  id {id} NOT NULL,
  -- 1, 2, … in the order of approval.
  number BIGINT,
  state {key} NOT NULL CHECK(state IN ('drafted', 'approved', 'withdrawn')),
  -- 1 while it waits: a report has one at a time, so that the old values of the next are what this one leaves.
  open BIGINT CHECK(open = 1),
  reason {key} NOT NULL CHECK(reason IN ('late_record', 'wrong_record', 'definition_change')),
  words TEXT NOT NULL,
  -- The ledger's number up to which the new values count.
  posting BIGINT NOT NULL,
  drafted_account {id},
  drafted_name TEXT NOT NULL,
  drafted_at BIGINT NOT NULL,
  ended_account {id},
  ended_name TEXT,
  ended_at BIGINT,
  ended_words TEXT,
  CHECK((state = 'approved') = (number IS NOT NULL)),
  CHECK((state = 'drafted') = (open IS NOT NULL)),
  CHECK((state = 'drafted') = (ended_at IS NULL)),
  -- Nobody approves what they drafted.
  CHECK(state <> 'approved' OR (drafted_account IS NOT NULL AND ended_account IS NOT NULL AND drafted_account <> ended_account)),
  PRIMARY KEY(tenant, report, id),
  UNIQUE(tenant, report, number),
  UNIQUE(tenant, report, open),
  FOREIGN KEY(tenant, report) REFERENCES report(tenant, id)
) {strict};

CREATE TABLE report_correction_figure(
  tenant BIGINT NOT NULL,
  report {id} NOT NULL,
  correction {id} NOT NULL,
  position BIGINT NOT NULL,
  key {key} NOT NULL,
  old_value BIGINT NOT NULL,
  old_said TEXT NOT NULL,
  new_value BIGINT NOT NULL,
  new_said TEXT NOT NULL,
  declared BIGINT NOT NULL,
  facts BIGINT NOT NULL,
  digest {key} NOT NULL,
  CHECK(old_value <> new_value),
  PRIMARY KEY(tenant, report, correction, position),
  UNIQUE(tenant, report, correction, key),
  FOREIGN KEY(tenant, report, correction) REFERENCES report_correction(tenant, report, id)
) {strict};

-- 印发, 抄送, and exports by account: who has the report, or one of its correction notes.
CREATE TABLE report_recipient(
  tenant BIGINT NOT NULL,
  report {id} NOT NULL,
  number BIGINT NOT NULL,
  way {key} NOT NULL CHECK(way IN ('issued', 'copied', 'exported')),
  name TEXT NOT NULL,
  day BIGINT NOT NULL,
  -- 0: the report itself; else the correction's number.
  correction BIGINT NOT NULL,
  account {id},
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  withdrawn {bool} NOT NULL,
  PRIMARY KEY(tenant, report, number),
  FOREIGN KEY(tenant, report) REFERENCES report(tenant, id)
) {strict};
