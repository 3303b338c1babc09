//! 登录方式: an administrator binds an account to the provider's subject and to a certificate, within their reach.

use std::sync::Arc;

use base::Role;
use kit::{CertificateHeaders, Settings, SingleSignOn};
use outbox::oidc::Provider;

use crate::{House, houses};

/// An office with a provider and a proxy that tells of certificates.
pub(crate) fn settings() -> Settings {
    let provider = Provider {
        issuer: "https://id.example.cn".into(),
        client_id: "yipanqi".into(),
        client_secret: None,
        scopes: Vec::new(),
        redirect_uri: "https://ypq.example.cn/sign-in/provider/back".into(),
        second_acr: Vec::new(),
        second_amr: Vec::new(),
        outgoing: outbox::Settings::default(),
    };
    let certificate = CertificateHeaders { name: "x-serial".into(), verify: "x-verify".into(), verified: "SUCCESS".into() };
    let provider = Some(Arc::new(SingleSignOn { label: "政务统一认证".into(), provider }));
    Settings { provider, certificate: Some(certificate), ..Settings::default() }
}

/// Opens an account; its page.
async fn recorder(house: &House, user: &str) -> String {
    format!("/settings/accounts/{}", house.account(user, "王二", Role::Recorder, house.second.id).await.id)
}

#[tokio::test]
async fn an_administrator_binds_and_unbinds_and_nothing_is_bound_twice() {
    for house in houses().await {
        let (wang, li) = (recorder(&house, "wang").await, recorder(&house, "li").await);
        let mut admin = house.browser("admin").await;
        admin.get(&wang).await.expect(200).shows("登录方式");
        admin.get(&format!("{wang}/ways")).await.expect(200).shows("政务统一认证").shows("证书序列号或指纹");
        admin.submit(&format!("{wang}/provider"), &[("subject", " gov-1001 ")]).await.expect(200).shows("已绑定");
        admin.submit(&format!("{wang}/certificate"), &[("certificate", "0A:1B:2C:3D")]).await.expect(200).shows("已绑定一张证书");
        admin.get(&wang).await.expect(200).shows("两步验证：UKey").shows("重置两步验证");
        admin.get(&format!("{li}/ways")).await.expect(200);
        admin.submit(&format!("{li}/provider"), &[("subject", "gov-1001")]).await.expect(409).shows("已绑定其他账号");
        admin.submit(&format!("{li}/certificate"), &[("certificate", "0a1b2c3d")]).await.expect(409).shows("已绑定其他账号");
        admin.submit(&format!("{li}/certificate"), &[("certificate", "x")]).await.expect(422).shows("4至128个字母和数字");
        admin.get(&format!("{wang}/ways")).await.expect(200).shows("gov-1001");
        admin.post(&format!("{wang}/provider/end"), &[]).await.expect(200).shows("已解除绑定");
        admin.get(&format!("{li}/ways")).await.expect(200);
        admin.submit(&format!("{li}/provider"), &[("subject", "gov-1001")]).await.expect(200).shows("已绑定");
    }
}

#[tokio::test]
async fn an_account_out_of_reach_is_not_there() {
    for house in houses().await {
        house.account("chief", "区管理", Role::Administrator, house.district.id).await;
        let wang = recorder(&house, "wang").await;
        let mut chief = house.browser("chief").await;
        chief.get(&format!("{wang}/ways")).await.expect(404);
        chief.get("/settings/accounts").await.expect(200);
        chief.post(&format!("{wang}/provider"), &[("subject", "gov-1")]).await.expect(404);
        chief.get("/settings/accounts").await.expect(200);
        chief.post(&format!("{wang}/certificate"), &[("certificate", "0a1b2c3d")]).await.expect(404);
        chief.get("/settings/accounts").await.expect(200);
        chief.post(&format!("{wang}/provider/end"), &[]).await.expect(404);
    }
}
