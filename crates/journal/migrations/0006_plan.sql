-- 工作安排: what is to be done on a day. The record that was made from it carries it out; where that is withdrawn, it is open again.
CREATE TABLE plan(
  tenant BIGINT NOT NULL REFERENCES tenant(id),
  id {id} NOT NULL,
  org {id} NOT NULL,
  day BIGINT NOT NULL CHECK (day BETWEEN 19210101 AND 20991231),
  hour TEXT NOT NULL CHECK (length(hour) <= 20),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  metric BIGINT,
  place TEXT NOT NULL CHECK (length(place) <= 200),
  people {json} NOT NULL,
  remarks TEXT NOT NULL CHECK (length(remarks) <= 4000),
  record {id},
  cancelled TEXT CHECK (length(cancelled) <= 200),
  revision BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (tenant, id),
  UNIQUE (tenant, record),
  CHECK (record IS NULL OR cancelled IS NULL),
  FOREIGN KEY (tenant, record) REFERENCES record(tenant, id)
) {strict};
CREATE INDEX plan_day ON plan(tenant, day, id);
