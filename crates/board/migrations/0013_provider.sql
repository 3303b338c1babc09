-- Whose an account is at the provider of single sign-on: its issuer and the subject that it names them by. One account is one subject's
-- there, and one subject is one account's, whatever office it is of.
CREATE TABLE account_provider(
  tenant BIGINT NOT NULL,
  account {id} NOT NULL,
  issuer {key} NOT NULL CHECK (length(issuer) BETWEEN 1 AND 500),
  subject {key} NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
  made BIGINT NOT NULL,
  PRIMARY KEY(tenant, account, issuer),
  UNIQUE(issuer, subject),
  FOREIGN KEY(tenant, account) REFERENCES account(tenant, id)
) {strict};

-- The provider's answers that were taken already, by the SM3 digest of their state: none is taken twice. Cleared away when no answer of
-- their time could still be taken.
CREATE TABLE provider_answer(
  digest {bytes} NOT NULL PRIMARY KEY,
  made BIGINT NOT NULL
) {strict};
CREATE INDEX provider_answer_made ON provider_answer(made);

-- How the session's holder signed in: with what this office gave them, or by the provider, with or without a second factor there.
ALTER TABLE session ADD COLUMN way {key} NOT NULL DEFAULT 'own' CHECK (way IN ('own', 'provider', 'provider_second'));
ALTER TABLE sign_in_step ADD COLUMN way {key} NOT NULL DEFAULT 'own' CHECK (way IN ('own', 'provider', 'provider_second'));

-- The client certificate (UKey) that serves as the account's second factor, as the proxy names it: fingerprint or serial number.
ALTER TABLE account ADD COLUMN certificate {key} CHECK (length(certificate) BETWEEN 4 AND 128);
CREATE UNIQUE INDEX account_certificate ON account(certificate);
