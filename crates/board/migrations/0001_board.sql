-- Orgs. `number` is dense per office and stands in the ledger's rows; `parent` and `path` ("/1/5/", numbers) are today's tree.
CREATE TABLE org(
  tenant BIGINT NOT NULL REFERENCES tenant(id),
  id {id} NOT NULL,
  number BIGINT NOT NULL CHECK (number > 0),
  name {key} NOT NULL,
  kind {key} NOT NULL,
  line {key} NOT NULL,
  code {key} NOT NULL,
  parent {id},
  path {key} NOT NULL,
  founded BIGINT,
  closed BIGINT,
  merged_into {id},
  sort_key {bytes} NOT NULL,
  PRIMARY KEY(tenant, id),
  UNIQUE(tenant, number),
  UNIQUE(tenant, code),
  FOREIGN KEY(tenant, parent) REFERENCES org(tenant, id),
  FOREIGN KEY(tenant, merged_into) REFERENCES org(tenant, id)
) {strict};
CREATE INDEX org_path ON org(tenant, path);
CREATE INDEX org_name ON org(tenant, name);
CREATE INDEX org_parent ON org(tenant, parent);
CREATE INDEX org_merged ON org(tenant, merged_into);

-- Former names, names of merged orgs, short forms: what else a workbook may call an org.
CREATE TABLE org_alias(
  tenant BIGINT NOT NULL,
  name {key} NOT NULL,
  org {id} NOT NULL,
  PRIMARY KEY(tenant, name, org),
  FOREIGN KEY(tenant, org) REFERENCES org(tenant, id)
) {strict};
CREATE INDEX org_alias_org ON org_alias(tenant, org);

-- The dated tree, in org numbers: from `since` until the org's next row, `org` stands directly below `parent`.
CREATE TABLE parent(
  tenant BIGINT NOT NULL,
  org BIGINT NOT NULL,
  since BIGINT NOT NULL,
  parent BIGINT NOT NULL CHECK (parent <> org),
  PRIMARY KEY(tenant, org, since),
  FOREIGN KEY(tenant, org) REFERENCES org(tenant, number),
  FOREIGN KEY(tenant, parent) REFERENCES org(tenant, number)
) {strict};
CREATE INDEX parent_below ON parent(tenant, parent, org);

-- What an office is set to. Its name is that of its root org.
CREATE TABLE office(
  tenant BIGINT NOT NULL PRIMARY KEY REFERENCES tenant(id),
  root {id} NOT NULL,
  period_from BIGINT NOT NULL,
  period_to BIGINT NOT NULL CHECK (period_to >= period_from),
  FOREIGN KEY(tenant, root) REFERENCES org(tenant, id)
) {strict};

-- The roster. No citizen id and no phone: keyed digests and masked forms only.
CREATE TABLE person(
  tenant BIGINT NOT NULL,
  id {id} NOT NULL,
  org {id} NOT NULL,
  name {key} NOT NULL,
  sort_key {bytes} NOT NULL,
  sex {key},
  party_status {key} NOT NULL,
  league_status {key} NOT NULL,
  joined_party BIGINT,
  converted BIGINT,
  joined_league BIGINT,
  birth BIGINT,
  id_digest {key},
  id_masked {key},
  phone_digest {key},
  phone_masked {key},
  left_on BIGINT,
  PRIMARY KEY(tenant, id),
  UNIQUE(tenant, id_digest),
  FOREIGN KEY(tenant, org) REFERENCES org(tenant, id)
) {strict};
CREATE INDEX person_order ON person(tenant, sort_key, id);
CREATE INDEX person_org ON person(tenant, org, sort_key, id);
CREATE INDEX person_name ON person(tenant, name);

-- Posts and their terms: `until` is the last day, empty while the term runs.
CREATE TABLE post(
  tenant BIGINT NOT NULL,
  id {id} NOT NULL,
  org {id} NOT NULL,
  person {id} NOT NULL,
  title {key} NOT NULL,
  since BIGINT NOT NULL,
  until BIGINT CHECK (until >= since),
  PRIMARY KEY(tenant, id),
  FOREIGN KEY(tenant, org) REFERENCES org(tenant, id),
  FOREIGN KEY(tenant, person) REFERENCES person(tenant, id)
) {strict};
CREATE UNIQUE INDEX post_open ON post(tenant, org, title, person) WHERE until IS NULL;
CREATE INDEX post_person ON post(tenant, person, since);
CREATE INDEX post_org ON post(tenant, org, since);

-- Accounts. `user_name` is folded and unique over the whole installation, because sign-in does not ask for the office.
CREATE TABLE account(
  tenant BIGINT NOT NULL REFERENCES tenant(id),
  id {id} NOT NULL,
  user_name {key} NOT NULL,
  name {key} NOT NULL,
  person {id},
  password_hash {key},
  disabled {bool} NOT NULL,
  must_change {bool} NOT NULL,
  reset_digest {bytes},
  reset_until BIGINT,
  made BIGINT NOT NULL,
  PRIMARY KEY(tenant, id),
  UNIQUE(user_name),
  FOREIGN KEY(tenant, person) REFERENCES person(tenant, id)
) {strict};

CREATE TABLE account_grant(
  tenant BIGINT NOT NULL,
  account {id} NOT NULL,
  role {key} NOT NULL,
  org {id} NOT NULL,
  PRIMARY KEY(tenant, account, role, org),
  FOREIGN KEY(tenant, account) REFERENCES account(tenant, id),
  FOREIGN KEY(tenant, org) REFERENCES org(tenant, id)
) {strict};
CREATE INDEX account_grant_org ON account_grant(tenant, org);

-- Sessions, by the SM3 digest of their id: whoever reads the table cannot use one.
CREATE TABLE session(
  digest {bytes} NOT NULL PRIMARY KEY,
  tenant BIGINT NOT NULL,
  account {id} NOT NULL,
  made BIGINT NOT NULL,
  seen BIGINT NOT NULL,
  address {key} NOT NULL,
  agent {key} NOT NULL,
  FOREIGN KEY(tenant, account) REFERENCES account(tenant, id)
) {strict};
CREATE INDEX session_account ON session(tenant, account);
CREATE INDEX session_seen ON session(seen);

-- Sign-ins under way and failed, for each user name and address: `tries` since `since`.
CREATE TABLE sign_in_try(
  user_name {key} NOT NULL,
  address {key} NOT NULL,
  tries BIGINT NOT NULL,
  since BIGINT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY(user_name, address)
) {strict};
CREATE INDEX sign_in_try_last ON sign_in_try(last);
