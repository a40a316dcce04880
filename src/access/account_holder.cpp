#include "access/account_holder.hpp"

#include "base/text.hpp"

namespace cairn {
namespace {

std::optional<AccountHolder> one_holder(Reader& reader, std::string_view condition, std::string const& value) {
    auto const sql = "SELECT " + std::string(holder_columns) +
                     " FROM account a JOIN account_holder h ON h.staff_id = a.staff_id WHERE " +
                     std::string(condition) + " LIMIT 1";
    std::optional<AccountHolder> holder;
    reader.each({sql, {value}}, [&](Row const& row) {
        holder = read_holder(row);
        return false;
    });
    return holder;
}

}  // namespace

std::string fold_login(std::string_view login) { return fold_text(login); }

Date AccountHolder::today(Instant now) const { return local_date(now, time_zone).value(); }

bool AccountHolder::may_enter(Instant now) const { return !disabled && (!ended_on || today(now) <= *ended_on); }

Permit AccountHolder::permit(Instant now) const {
    if (must_change_password) return authorize_newcomer(account_id, staff_id);
    return authorize_holder(account_id, staff_id, role, today(now));
}

AccountHolder read_holder(Row const& row, int first) {
    AccountHolder holder;
    holder.account_id = row.text(first);
    holder.version = row.integer(first + 1);
    holder.login = row.text(first + 2);
    holder.password_hash = row.text(first + 3);
    holder.must_change_password = row.boolean(first + 4);
    holder.disabled = !row.is_null(first + 5);
    holder.staff_id = row.text(first + 6);
    holder.display_name = row.text(first + 7);
    auto const role = parse_role(row.text(first + 8));
    if (!role) throw DatabaseDamaged("a member of staff has a role that does not exist");
    holder.role = *role;
    holder.time_zone = row.text(first + 9);
    if (!row.is_null(first + 10)) holder.ended_on = Date::parse(row.text(first + 10)).value();
    return holder;
}

std::optional<AccountHolder> holder_by_login(Reader& reader, std::string const& login) {
    return one_holder(reader, "a.login = $1", login);
}

std::optional<AccountHolder> holder_by_account(Reader& reader, std::string const& account_id) {
    return one_holder(reader, "a.id = $1", account_id);
}

}  // namespace cairn
