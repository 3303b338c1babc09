-- 会签: who is asked to countersign a report, and what each answered in the present round. A report that goes back asks all of them anew;
-- what they had answered stays in the report's history.
CREATE TABLE report_countersign(
  tenant BIGINT NOT NULL,
  report {id} NOT NULL,
  number BIGINT NOT NULL,
  -- Either an org, for which any of its own people answers, or one person.
  org {id},
  account {id},
  name TEXT NOT NULL,
  asked_name TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  answer {key} CHECK(answer IN ('agree', 'opinion')),
  opinion TEXT NOT NULL,
  answered_name TEXT,
  answered_at BIGINT,
  -- What became of an opinion; until then it stands in the way of 签发.
  settled TEXT,
  settled_name TEXT,
  settled_at BIGINT,
  CHECK((org IS NULL) <> (account IS NULL)),
  CHECK((answer IS NULL) = (answered_at IS NULL)),
  CHECK((settled IS NULL) = (settled_at IS NULL)),
  CHECK(settled IS NULL OR answer = 'opinion'),
  PRIMARY KEY(tenant, report, number),
  UNIQUE(tenant, report, org),
  UNIQUE(tenant, report, account),
  FOREIGN KEY(tenant, report) REFERENCES report(tenant, id)
) {strict};
CREATE INDEX report_countersign_by_org ON report_countersign(tenant, org, report) WHERE org IS NOT NULL;
CREATE INDEX report_countersign_by_account ON report_countersign(tenant, account, report) WHERE account IS NOT NULL;
