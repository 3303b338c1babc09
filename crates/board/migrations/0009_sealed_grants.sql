-- 三员分立: of 系统管理员, 安全保密管理员 and 安全审计员 an account is one at most. A grant of such a role refers to the row that says
-- which one it is, so that no database lets the same account be two. Where an account was both until now, it stays the administrator.
CREATE TABLE account_power(
  tenant BIGINT NOT NULL,
  account {id} NOT NULL,
  role {key} NOT NULL CHECK (role IN ('administrator', 'security', 'auditor')),
  PRIMARY KEY(tenant, account),
  UNIQUE(tenant, account, role),
  FOREIGN KEY(tenant, account) REFERENCES account(tenant, id)
) {strict};
INSERT INTO account_power(tenant, account, role)
  SELECT tenant, account, MIN(role) FROM account_grant WHERE role IN ('administrator', 'auditor') GROUP BY tenant, account;

-- `seal` is the HMAC-SM3 of the row: one that was written past the program gives nothing.
CREATE TABLE sealed_grant(
  tenant BIGINT NOT NULL,
  account {id} NOT NULL,
  role {key} NOT NULL,
  org {id} NOT NULL,
  power {key},
  seal {bytes} NOT NULL,
  PRIMARY KEY(tenant, account, role, org),
  CHECK ((role IN ('administrator', 'security', 'auditor')) = (power IS NOT NULL)),
  CHECK (power IS NULL OR power = role),
  FOREIGN KEY(tenant, account) REFERENCES account(tenant, id),
  FOREIGN KEY(tenant, account, power) REFERENCES account_power(tenant, account, role),
  FOREIGN KEY(tenant, org) REFERENCES org(tenant, id)
) {strict};
--sqlite INSERT INTO sealed_grant SELECT tenant, account, role, org, CASE WHEN role IN ('administrator', 'auditor') THEN role END, X'' FROM account_grant g
--postgres INSERT INTO sealed_grant SELECT tenant, account, role, org, CASE WHEN role IN ('administrator', 'auditor') THEN role END, ''::bytea FROM account_grant g
  WHERE role NOT IN ('administrator', 'auditor')
  OR EXISTS (SELECT 1 FROM account_power p WHERE p.tenant = g.tenant AND p.account = g.account AND p.role = g.role);
DROP TABLE account_grant;
ALTER TABLE sealed_grant RENAME TO account_grant;
CREATE INDEX account_grant_org ON account_grant(tenant, org);
