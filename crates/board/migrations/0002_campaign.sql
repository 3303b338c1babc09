-- 专项行动, 专题, 品牌: what records are grouped by beside their org and kind. `rule` lets records join by themselves.
CREATE TABLE campaign(
  tenant BIGINT NOT NULL REFERENCES tenant(id),
  id {id} NOT NULL,
  org {id} NOT NULL,
  kind {key} NOT NULL CHECK (kind IN ('action', 'topic', 'brand')),
  name {key} NOT NULL,
  goal TEXT NOT NULL,
  plan TEXT NOT NULL,
  since BIGINT NOT NULL,
  until BIGINT CHECK (until >= since),
  rule {json},
  targets {json} NOT NULL,
  revision BIGINT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY(tenant, id),
  UNIQUE(tenant, name),
  FOREIGN KEY(tenant, org) REFERENCES org(tenant, id)
) {strict};

-- Which records belong to which campaign: chosen by a person, or joined by the rule.
CREATE TABLE campaign_member(
  tenant BIGINT NOT NULL,
  campaign {id} NOT NULL,
  kind {key} NOT NULL,
  source {id} NOT NULL,
  chosen {bool} NOT NULL,
  PRIMARY KEY(tenant, campaign, kind, source),
  FOREIGN KEY(tenant, campaign) REFERENCES campaign(tenant, id)
) {strict};
CREATE INDEX campaign_of ON campaign_member(tenant, kind, source, campaign);
