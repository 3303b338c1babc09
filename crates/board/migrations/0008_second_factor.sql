-- Which second factor an account signs in with; empty: none yet.
ALTER TABLE account ADD COLUMN second {key} CHECK (second IN ('totp', 'card'));
-- When whoever holds the session last proved who they are: what cannot be undone asks for a proof of the last 10 minutes.
ALTER TABLE session ADD COLUMN proved BIGINT NOT NULL DEFAULT 0;

-- Secrets of authenticator apps, sealed under a key that is not in the database. `fresh` is one that is being set up. No step at or
-- before `last_step` works again.
CREATE TABLE second_secret(
  tenant BIGINT NOT NULL,
  account {id} NOT NULL,
  secret {bytes},
  fresh {bytes},
  last_step BIGINT NOT NULL CHECK (last_step >= 0),
  PRIMARY KEY(tenant, account),
  FOREIGN KEY(tenant, account) REFERENCES account(tenant, id)
) {strict};

-- Recovery codes and the codes of a printed card, as keyed digests; each works until it is used.
CREATE TABLE second_code(
  tenant BIGINT NOT NULL,
  account {id} NOT NULL,
  kind {key} NOT NULL CHECK (kind IN ('recovery', 'card')),
  number BIGINT NOT NULL CHECK (number > 0),
  digest {bytes} NOT NULL,
  used BIGINT,
  PRIMARY KEY(tenant, account, kind, number),
  FOREIGN KEY(tenant, account) REFERENCES account(tenant, id)
) {strict};

-- Sign-ins whose password was right and whose second factor is still to come, by the SM3 digest of their id. Not sessions: nothing
-- that asks for a session finds them.
CREATE TABLE sign_in_step(
  digest {bytes} NOT NULL PRIMARY KEY,
  tenant BIGINT NOT NULL,
  account {id} NOT NULL,
  made BIGINT NOT NULL,
  address {key} NOT NULL,
  agent {key} NOT NULL,
  FOREIGN KEY(tenant, account) REFERENCES account(tenant, id)
) {strict};
CREATE INDEX sign_in_step_account ON sign_in_step(tenant, account);
