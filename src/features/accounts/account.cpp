#include "features/accounts/account.hpp"

#include "access/account_holder.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(Account, (),
                      (id, version, staff_id, login, password_hash, password_changed_at, must_change_password,
                       disabled_at))
BOOST_DESCRIBE_STRUCT(NewAccount, (), (id, staff_id, login, password, must_change_password))
BOOST_DESCRIBE_STRUCT(ResetPassword, (), (id, version, password, must_change_password))
BOOST_DESCRIBE_STRUCT(AccountCommand, (), (id, version))
BOOST_DESCRIBE_STRUCT(ChangePassword, (), (current_password, new_password))
BOOST_DESCRIBE_STRUCT(FirstAdministrator, (), (staff_id, account_id, display_name, time_zone, login, password))

namespace {

constexpr Rule open{.sensitivity = Sensitivity::open};
constexpr Rule open_with_default{.has_default = true, .sensitivity = Sensitivity::open};
constexpr Rule derived{.derived = true, .sensitivity = Sensitivity::open};
constexpr Rule login{.max_characters = login_characters_max, .sensitivity = Sensitivity::open};
constexpr Rule password{.max_characters = password_bytes_max, .sensitivity = Sensitivity::sealed};
constexpr Rule staff{.references = "staff", .sensitivity = Sensitivity::open};

}  // namespace

template <>
RecordType const& record_type<Account>() {
    static RecordType const type =
        describe<Account>("account", {"staff", "staff_id"},
                          {{"id", open},
                           {"version", open},
                           {"staff_id", staff},
                           {"login", login},
                           {"password_hash", {.derived = true, .sensitivity = Sensitivity::sealed}},
                           {"password_changed_at", derived},
                           {"must_change_password", derived},
                           {"disabled_at", derived}});
    return type;
}

template <>
RecordType const& record_type<NewAccount>() {
    static RecordType const type = describe<NewAccount>("new_account", {},
                                                        {{"id", open_with_default},
                                                         {"staff_id", staff},
                                                         {"login", login},
                                                         {"password", password},
                                                         {"must_change_password", open_with_default}});
    return type;
}

template <>
RecordType const& record_type<ResetPassword>() {
    static RecordType const type = describe<ResetPassword>(
        "reset_password", {},
        {{"id", open}, {"version", open}, {"password", password}, {"must_change_password", open_with_default}});
    return type;
}

template <>
RecordType const& record_type<AccountCommand>() {
    static RecordType const type = describe<AccountCommand>("account_command", {}, {{"id", open}, {"version", open}});
    return type;
}

template <>
RecordType const& record_type<ChangePassword>() {
    static RecordType const type =
        describe<ChangePassword>("change_password", {}, {{"current_password", password}, {"new_password", password}});
    return type;
}

template <>
RecordType const& record_type<FirstAdministrator>() {
    static RecordType const type =
        describe<FirstAdministrator>("first_administrator", {},
                                     {{"staff_id", open_with_default},
                                      {"account_id", open_with_default},
                                      {"display_name", open},
                                      {"time_zone", {.format = "time_zone", .sensitivity = Sensitivity::open}},
                                      {"login", login},
                                      {"password", password}});
    return type;
}

}  // namespace cairn
