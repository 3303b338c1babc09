-- 报数登记: figures that were given out, each as it stood: after which posting, with the digest of the facts behind it.
-- `digest` is empty where the facts were too many to be read in passing. `org` is an org's id, `metric` a number of the catalogue.
CREATE TABLE given(
  tenant BIGINT NOT NULL,
  id {id} NOT NULL,
  metric BIGINT NOT NULL,
  org {id} NOT NULL,
  from_day BIGINT NOT NULL,
  to_day BIGINT NOT NULL,
  value BIGINT NOT NULL,
  declared BIGINT NOT NULL,
  facts BIGINT NOT NULL,
  posting BIGINT NOT NULL,
  digest {key},
  said TEXT NOT NULL,
  to_whom TEXT NOT NULL,
  means {key} NOT NULL,
  note TEXT NOT NULL,
  account {id},
  name TEXT NOT NULL,
  at BIGINT NOT NULL,
  withdrawn_name TEXT,
  withdrawn_at BIGINT,
  withdrawn_reason TEXT,
  CHECK(from_day <= to_day),
  CHECK((withdrawn_at IS NULL) = (withdrawn_name IS NULL)),
  CHECK((withdrawn_at IS NULL) = (withdrawn_reason IS NULL)),
  PRIMARY KEY(tenant, id)
) {strict};
CREATE INDEX given_at ON given(tenant, at, id);
CREATE INDEX given_figure ON given(tenant, metric, org, at, id);
