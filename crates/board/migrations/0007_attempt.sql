-- Tries with passwords, codes and recovery, of one kind of count a row: 'pair' (user name and address), 'account' (user name),
-- 'address'; 'known' remembers from where a user name came in well. What a kind does not count by is empty.
CREATE TABLE attempt(
  kind {key} NOT NULL CHECK (kind IN ('pair', 'account', 'address', 'known')),
  user_name {key} NOT NULL,
  address {key} NOT NULL,
  tries BIGINT NOT NULL CHECK (tries >= 0),
  last BIGINT NOT NULL,
  PRIMARY KEY(kind, user_name, address)
) {strict};
CREATE INDEX attempt_last ON attempt(last);
CREATE INDEX attempt_user ON attempt(user_name);
DROP TABLE sign_in_try;
