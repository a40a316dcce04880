#include "features/accounts/account_views.hpp"

#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_ENUM(Role, peer, supervisor, clinician, manager, evaluator, finance, admin, integration)
BOOST_DESCRIBE_STRUCT(SignInRequest, (), (login, password))
BOOST_DESCRIBE_STRUCT(SessionView, (),
                      (account_id, login, staff_id, display_name, role, permissions, must_change_password, idle_until,
                       expires_at))
BOOST_DESCRIBE_STRUCT(AccountRow, (),
                      (id, version, login, staff_id, display_name, role, ended_on, must_change_password,
                       password_changed_at, disabled_at))
BOOST_DESCRIBE_STRUCT(SetupView, (), (needs_administrator, possible_from_here))
BOOST_DESCRIBE_STRUCT(AccessLogEntry, (), (at, actor, staff_id, display_name, operation, request_id, participant_id))

template <>
RecordType const& record_type<SignInRequest>() {
    static RecordType const type = describe<SignInRequest>(
        "sign_in", {},
        {{"login", {.max_characters = login_characters_max, .sensitivity = Sensitivity::open}},
         {"password", {.max_characters = password_bytes_max, .sensitivity = Sensitivity::sealed}}});
    return type;
}

template <>
RecordType const& record_type<SessionView>() {
    static RecordType const type = describe<SessionView>("session", {});
    return type;
}

template <>
RecordType const& record_type<AccountRow>() {
    static RecordType const type = describe<AccountRow>("account_row", {});
    return type;
}

template <>
RecordType const& record_type<SetupView>() {
    static RecordType const type = describe<SetupView>("setup", {});
    return type;
}

template <>
RecordType const& record_type<AccessLogEntry>() {
    static RecordType const type = describe<AccessLogEntry>("access_log_entry", {});
    return type;
}

}  // namespace cairn
