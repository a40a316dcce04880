#include "features/accounts/account_checks.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace cairn {
namespace {

constexpr std::string_view login_sql = "SELECT id FROM account WHERE login = $1 LIMIT 1";
constexpr std::string_view of_staff_sql = "SELECT id FROM account WHERE staff_id = $1 LIMIT 1";

bool is_login(std::string_view login) {
    auto const printable = [](char c) {
        auto const byte = static_cast<unsigned char>(c);
        return byte > ' ' && byte != 0x7F;
    };
    return count_characters(login) >= login_characters_min && std::all_of(login.begin(), login.end(), printable);
}

}  // namespace

void check_new_account(Tx& tx, Account const& account, Program const& program, Problems& problems) {
    check_rules(account, program.codes, problems);
    if (!account.login.empty() && !is_login(account.login)) {
        problems.push_back(
            {"login", "format",
             "A login has at least " + std::to_string(login_characters_min) + " characters and no white space."});
    }
    if (tx.text({login_sql, {account.login}})) {
        problems.push_back({"login", "already_exists", "Somebody has this login already."});
    }
    if (tx.text({of_staff_sql, {to_string(account.staff_id)}})) {
        problems.push_back({"staff_id", "already_exists",
                            "This member of staff has an account already; reset its password or enable it."});
    }
}

}  // namespace cairn
