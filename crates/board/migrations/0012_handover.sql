-- 工作交接: what somebody who leaves hands to whom, before whom, and who signed the list. One account has one handover under way.
CREATE TABLE handover(
  tenant BIGINT NOT NULL,
  id {id} NOT NULL,
  leaver {id} NOT NULL,
  receiver {id} NOT NULL,
  witness {id} NOT NULL,
  last_day BIGINT NOT NULL,
  -- The list as it is signed: kind and title of each thing, as JSON.
  list TEXT NOT NULL,
  -- Why the leaver does not sign; empty when they do.
  absent TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  done_at BIGINT,
  withdrawn_at BIGINT,
  PRIMARY KEY(tenant, id),
  CHECK (leaver <> receiver AND leaver <> witness AND receiver <> witness),
  CHECK (done_at IS NULL OR withdrawn_at IS NULL),
  FOREIGN KEY(tenant, leaver) REFERENCES account(tenant, id),
  FOREIGN KEY(tenant, receiver) REFERENCES account(tenant, id),
  FOREIGN KEY(tenant, witness) REFERENCES account(tenant, id)
) {strict};
CREATE UNIQUE INDEX handover_open ON handover(tenant, leaver) WHERE done_at IS NULL AND withdrawn_at IS NULL;

-- Who signed: the proof is the HMAC-SM3 of part, account, instant and list.
CREATE TABLE handover_signature(
  tenant BIGINT NOT NULL,
  handover {id} NOT NULL,
  part {key} NOT NULL CHECK (part IN ('leaver', 'receiver', 'witness')),
  account {id} NOT NULL,
  name TEXT NOT NULL,
  at BIGINT NOT NULL,
  proof {bytes} NOT NULL,
  PRIMARY KEY(tenant, handover, part),
  FOREIGN KEY(tenant, handover) REFERENCES handover(tenant, id),
  FOREIGN KEY(tenant, account) REFERENCES account(tenant, id)
) {strict};
