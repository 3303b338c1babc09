-- 常用视图: a page of figures that somebody keeps under a name. `address` is path and parameters, without the site.
CREATE TABLE saved_view(
  tenant BIGINT NOT NULL,
  id {id} NOT NULL,
  account {id} NOT NULL,
  by_name TEXT NOT NULL,
  name {key} NOT NULL,
  address TEXT NOT NULL,
  shared {bool} NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY(tenant, id),
  UNIQUE(tenant, account, name)
) {strict};
CREATE INDEX saved_view_shared ON saved_view(tenant, shared, name, id);
