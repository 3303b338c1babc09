//! 佐证材料 of orgs and people.

use base::Role;
use testkit::evidence::{self, Doors};

use crate::houses;

#[tokio::test]
async fn files_are_kept_with_an_org_and_with_a_person_and_are_not_there_for_strangers() {
    for house in houses().await {
        house.account("second", "钱二", Role::Recorder, house.second.id).await;
        let (mut admin, mut second, mut reader) =
            (house.browser("admin").await, house.browser("second").await, house.browser("reader").await);
        let (first, other) = (format!("/orgs/{}", house.first.id), format!("/orgs/{}", house.general.id));
        let (keeper, stranger) = (&mut admin, &mut second);
        let doors = Doors { record: &first, page: &first, other: &other, keeper, reader: Some(&mut reader), stranger };
        evidence::kept(doors).await;

        let (wang, li) = (house.person("王芳", house.first.id).await, house.person("李雷", house.first.id).await);
        let (first, other) = (format!("/people/{wang}"), format!("/people/{li}"));
        let (keeper, stranger) = (&mut admin, &mut second);
        evidence::kept(Doors { record: &first, page: &first, other: &other, keeper, reader: None, stranger }).await;
        // Who may see an org's page sees nothing of its people.
        reader.get(&format!("{first}/evidence")).await.expect(403);
    }
}
