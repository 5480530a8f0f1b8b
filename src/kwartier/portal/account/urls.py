"""URLs of the account pages, as a list that the portal's own URLs include."""

from django.urls import path

from kwartier.portal.account import (
    bank_details,
    delivery,
    invitations,
    members,
    own_data,
    profile,
    signing_up,
)

urlpatterns = [
    path("sign-up/", signing_up.show_choice, name="signup"),
    path("sign-up/sent/", signing_up.show_sent, name="signup_sent"),
    path("sign-up/<slug:kind>/", signing_up.sign_up_as, name="signup_as"),
    path("account/add/", signing_up.add_account, name="add_account"),
    path("account/add/<slug:kind>/", signing_up.add_account, name="add_account_as"),
    path("account/switch/", signing_up.switch_account, name="switch_account"),
    path("account/language/", profile.set_language, name="set_language"),
    path("account/profile/", profile.profile, name="profile"),
    path("account/delivery/", delivery.show_delivery, name="delivery"),
    path("account/bank-details/", bank_details.show_bank_details, name="bank_details"),
    path(
        "account/bank-details/change/",
        bank_details.change_bank_details,
        name="change_bank_details",
    ),
    path("account/security/", profile.security, name="security"),
    path("account/access-log/", profile.access_log, name="access_log"),
    path("account/access-log.csv", profile.download_access_log, name="access_log_file"),
    path("account/your-data/", own_data.show_own_data, name="own_data"),
    path("account/your-data/everything.zip", own_data.take_everything, name="take_everything"),
    path("account/tokens/", profile.tokens, name="tokens"),
    path("account/tokens/<int:token_id>/revoke/", profile.revoke_token, name="revoke_token"),
    path("account/members/", members.list_members, name="members"),
    path("account/members/invite/", members.invite, name="invite"),
    path("account/members/leave/", members.leave, name="leave_account"),
    path("account/members/<int:membership_id>/", members.change_member, name="member"),
    path("account/members/<int:membership_id>/end/", members.end_member, name="end_member"),
    path(
        "account/invitations/<int:invitation_id>/withdraw/",
        members.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("account/invitation/<str:token>/", invitations.accept, name="accept_invitation"),
]
