-- The ledger. Rows speak in dense numbers: of metrics (the catalogue), orgs (the board), places, subjects and sources (here).
-- Only roll-ups, sets and names are ever changed; postings and facts are only added to.

-- Where an org stood: its path from the root down, as numbers (/1/5/9/). A place never changes; a move makes another.
CREATE TABLE place(
  tenant BIGINT NOT NULL REFERENCES tenant(id),
  id BIGINT NOT NULL,
  path {key} NOT NULL,
  PRIMARY KEY(tenant, id),
  UNIQUE(tenant, path)
) {strict};

-- The orgs on each place's path, itself too.
CREATE TABLE place_anc(
  tenant BIGINT NOT NULL,
  anc BIGINT NOT NULL,
  place BIGINT NOT NULL,
  PRIMARY KEY(tenant, anc, place)
) {strict};
CREATE INDEX place_up ON place_anc(tenant, place, anc);

-- Whom facts name. Erasure empties key and name; the number stays. `merged_into` is the survivor's number.
CREATE TABLE subject(
  tenant BIGINT NOT NULL REFERENCES tenant(id),
  number BIGINT NOT NULL,
  kind {key} NOT NULL,
  key {key},
  name TEXT NOT NULL,
  merged_into BIGINT,
  PRIMARY KEY(tenant, number),
  UNIQUE(tenant, kind, key)
) {strict};
CREATE INDEX subject_merged ON subject(tenant, merged_into) WHERE merged_into IS NOT NULL;

-- The records of which facts speak.
CREATE TABLE source(
  tenant BIGINT NOT NULL REFERENCES tenant(id),
  number BIGINT NOT NULL,
  kind {key} NOT NULL,
  id {id} NOT NULL,
  PRIMARY KEY(tenant, number),
  UNIQUE(tenant, kind, id)
) {strict};

-- 凭证. `lines` is how many facts it has; `digest` chains it, with its facts, to the posting before it.
CREATE TABLE posting(
  tenant BIGINT NOT NULL REFERENCES tenant(id),
  number BIGINT NOT NULL,
  cause_kind {key} NOT NULL,
  cause {id} NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  lines BIGINT NOT NULL CHECK (lines > 0),
  digest {bytes} NOT NULL,
  PRIMARY KEY(tenant, number)
) {strict};
CREATE INDEX posting_at ON posting(tenant, at, number);

-- 事实. `facts` is by how much the number of stated facts at this place changes, as `quantity` is by how much the figure does.
-- `declared` is 0, or the first day of the period of a total that was reported without a list.
CREATE TABLE fact(
  tenant BIGINT NOT NULL,
  posting BIGINT NOT NULL,
  line BIGINT NOT NULL,
  source BIGINT NOT NULL,
  metric BIGINT NOT NULL,
  org BIGINT NOT NULL,
  place BIGINT NOT NULL,
  day BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  declared BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  facts BIGINT NOT NULL,
  late BIGINT NOT NULL,
  PRIMARY KEY(tenant, posting, line)
) {strict};
-- Wide on purpose: SQLite prefers an index that covers a query, whatever it would have to walk through, to one that leads to the rows.
CREATE INDEX fact_source ON fact(tenant, source, metric, org, place, day, subject, declared, quantity, facts);
CREATE INDEX fact_day ON fact(tenant, metric, day, source, org, subject, declared, place, quantity, facts);
CREATE INDEX fact_subject ON fact(tenant, subject, metric, day, place, quantity, source) WHERE subject > 0;
CREATE INDEX fact_org ON fact(tenant, org, metric, day, source);

-- The sums of the facts at and below each org, by month and by day; declared totals (1) apart from the rest (0).
CREATE TABLE roll_month(
  tenant BIGINT NOT NULL,
  org BIGINT NOT NULL,
  metric BIGINT NOT NULL,
  month BIGINT NOT NULL,
  declared BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  facts BIGINT NOT NULL,
  PRIMARY KEY(tenant, org, metric, month, declared)
) {strict};
CREATE TABLE roll_day(
  tenant BIGINT NOT NULL,
  org BIGINT NOT NULL,
  metric BIGINT NOT NULL,
  day BIGINT NOT NULL,
  declared BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  facts BIGINT NOT NULL,
  PRIMARY KEY(tenant, org, metric, day, declared)
) {strict};

-- The subjects that a distinct count reached in a month at and below each org: a roaring bitmap of subject numbers.
CREATE TABLE reach(
  tenant BIGINT NOT NULL,
  org BIGINT NOT NULL,
  metric BIGINT NOT NULL,
  month BIGINT NOT NULL,
  bits {bytes} NOT NULL,
  PRIMARY KEY(tenant, org, metric, month)
) {strict};

-- What was closed by a sign-off: postings after `number` for these days are late.
CREATE TABLE closed_period(
  tenant BIGINT NOT NULL REFERENCES tenant(id),
  org BIGINT NOT NULL,
  from_day BIGINT NOT NULL,
  to_day BIGINT NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY(tenant, org, from_day, to_day)
) {strict};

-- Which signed report says which figure, and as of which posting. `from_day` is 0 where all earlier facts count.
CREATE TABLE citation(
  tenant BIGINT NOT NULL REFERENCES tenant(id),
  report {id} NOT NULL,
  key {key} NOT NULL,
  metric BIGINT NOT NULL,
  org BIGINT NOT NULL,
  from_day BIGINT NOT NULL,
  to_day BIGINT NOT NULL,
  number BIGINT NOT NULL,
  value BIGINT NOT NULL,
  digest {key} NOT NULL,
  PRIMARY KEY(tenant, report, key)
) {strict};
CREATE INDEX citation_metric ON citation(tenant, metric, org, to_day);
