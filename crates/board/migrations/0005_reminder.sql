-- How somebody is told of what waits for them: `target` is a mail address or a robot's name; hours of the day in Shanghai; `queued` is the
-- last day for which their digest was queued.
CREATE TABLE reminder(
  tenant BIGINT NOT NULL,
  account {id} NOT NULL,
  way {key} NOT NULL CHECK (way IN ('off', 'mail', 'robot')),
  target {key} NOT NULL CHECK (length(target) <= 254),
  hour BIGINT NOT NULL CHECK (hour BETWEEN 0 AND 23),
  quiet_from BIGINT NOT NULL CHECK (quiet_from BETWEEN 0 AND 23),
  quiet_to BIGINT NOT NULL CHECK (quiet_to BETWEEN 0 AND 23),
  weekends {bool} NOT NULL,
  queued BIGINT NOT NULL,
  PRIMARY KEY(tenant, account),
  FOREIGN KEY(tenant, account) REFERENCES account(tenant, id),
  CHECK ((way = 'off') = (target = ''))
) {strict};

-- The secret address of somebody's calendar, by its SM3 digest: whoever reads the table cannot open it.
CREATE TABLE calendar_feed(
  digest {bytes} NOT NULL PRIMARY KEY,
  tenant BIGINT NOT NULL,
  account {id} NOT NULL,
  made BIGINT NOT NULL,
  UNIQUE(tenant, account),
  FOREIGN KEY(tenant, account) REFERENCES account(tenant, id)
) {strict};
