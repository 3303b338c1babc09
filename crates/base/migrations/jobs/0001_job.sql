-- Work to be done later. `due`: when it may be taken next; while it runs, the end of its lease; empty when it is over. `lease` is drawn
-- anew each time that it is taken, so that whoever lost it changes nothing any more. `once` keeps a repeat from being queued twice.
CREATE TABLE job(
  tenant BIGINT NOT NULL REFERENCES tenant(id),
  id {id} NOT NULL,
  kind {key} NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
  once {key} NOT NULL CHECK (length(once) BETWEEN 1 AND 200),
  title {key} NOT NULL CHECK (length(title) <= 200),
  what {json} NOT NULL,
  state {key} NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  due BIGINT,
  lease {id},
  tries BIGINT NOT NULL CHECK (tries >= 0),
  reason {key} CHECK (length(reason) <= 500),
  made BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  PRIMARY KEY(tenant, id),
  UNIQUE(tenant, kind, once),
  CHECK ((state = 'running') = (lease IS NOT NULL)),
  CHECK ((state IN ('waiting', 'running')) = (due IS NOT NULL)),
  CHECK (state <> 'failed' OR reason IS NOT NULL)
) {strict};
CREATE INDEX job_due ON job(due) WHERE due IS NOT NULL;
CREATE INDEX job_changed ON job(tenant, changed, id);
