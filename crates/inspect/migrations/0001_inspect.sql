-- 迎检: what a superior's scoring table asks for, and what the office has of it.
CREATE TABLE pack(
  tenant BIGINT NOT NULL REFERENCES tenant(id),
  id {id} NOT NULL,
  org {id} NOT NULL,
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
  due BIGINT,
  -- The table that was imported.
  file TEXT NOT NULL,
  digest {key} NOT NULL,
  -- Once the inspection is over.
  closed BIGINT,
  revision BIGINT NOT NULL CHECK (revision >= 1),
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  PRIMARY KEY(tenant, id),
  FOREIGN KEY(tenant, org) REFERENCES org(tenant, id)
) {strict};
CREATE INDEX pack_due ON pack(tenant, closed, due);

-- A line of the scoring table. Its number in the pack is `chapter`-`part`.
CREATE TABLE pack_line(
  tenant BIGINT NOT NULL,
  id {id} NOT NULL,
  pack {id} NOT NULL,
  place BIGINT NOT NULL CHECK (place BETWEEN 1 AND 5000),
  chapter BIGINT NOT NULL CHECK (chapter >= 1),
  part BIGINT NOT NULL CHECK (part >= 1),
  -- As the superior wrote them.
  code TEXT NOT NULL,
  project TEXT NOT NULL,
  item TEXT NOT NULL,
  standard TEXT NOT NULL,
  points TEXT NOT NULL,
  wanted TEXT NOT NULL,
  PRIMARY KEY(tenant, id),
  UNIQUE(tenant, pack, place),
  UNIQUE(tenant, pack, chapter, part),
  FOREIGN KEY(tenant, pack) REFERENCES pack(tenant, id)
) {strict};

-- Which records answer a line, called as they were called then: one that goes is still told.
CREATE TABLE pack_record(
  tenant BIGINT NOT NULL,
  line {id} NOT NULL,
  kind {key} NOT NULL,
  source {id} NOT NULL,
  title TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY(tenant, line, kind, source),
  FOREIGN KEY(tenant, line) REFERENCES pack_line(tenant, id)
) {strict};
CREATE INDEX pack_record_of ON pack_record(tenant, kind, source);

-- Which files stood behind a line, its own and those of its records: one that was deleted since is told, also when it went for good.
CREATE TABLE pack_file(
  tenant BIGINT NOT NULL,
  line {id} NOT NULL,
  kind {key} NOT NULL,
  source {id} NOT NULL,
  file {id} NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY(tenant, line, file),
  FOREIGN KEY(tenant, line) REFERENCES pack_line(tenant, id)
) {strict};

-- A table between its upload and the pack: one per account, deleted when the pack is made, and after a day by whoever uploads next.
CREATE TABLE pack_upload(
  tenant BIGINT NOT NULL REFERENCES tenant(id),
  account {id} NOT NULL,
  id {id} NOT NULL,
  file TEXT NOT NULL,
  digest {key} NOT NULL,
  sheets {json} NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY(tenant, account)
) {strict};
