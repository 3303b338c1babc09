-- 映射方案 that the office keeps: how workbooks of one layout are read. `content` is the mapping; an import keeps its own copy, so
-- that nothing earlier changes when one is replaced or deleted here.
CREATE TABLE profile(
  tenant BIGINT NOT NULL REFERENCES tenant(id),
  id {id} NOT NULL,
  name {key} NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  note TEXT NOT NULL CHECK (length(note) <= 500),
  content {json} NOT NULL,
  revision BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  used_by TEXT,
  used_at BIGINT,
  PRIMARY KEY (tenant, id),
  UNIQUE (tenant, name),
  CHECK ((used_by IS NULL) = (used_at IS NULL))
) {strict};
