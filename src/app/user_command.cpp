#include <termios.h>
#include <unistd.h>

#include <iostream>

#include "app/commands.hpp"
#include "app/wire.hpp"
#include "base/text.hpp"
#include "features/accounts/account.hpp"
#include "features/staff/staff.hpp"

namespace cairn {
namespace {

constexpr std::string_view by_login_sql = "SELECT id, version FROM account WHERE login = $1 LIMIT 1";
// unbounded: one organization's accounts, a row at a time
constexpr std::string_view list_sql =
    "SELECT a.login, h.role, h.display_name, a.disabled_at, a.must_change_password, h.ended_on FROM account a "
    "JOIN account_holder h ON h.staff_id = a.staff_id ORDER BY a.login";

// No echo for as long as it lives.
class Silence {
public:
    Silence() {
        ::tcgetattr(STDIN_FILENO, &before_);
        auto silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    Silence(Silence const&) = delete;
    Silence& operator=(Silence const&) = delete;
    ~Silence() { ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }

private:
    termios before_{};
};

std::optional<std::string> read_line() {
    std::string line;
    if (!std::getline(std::cin, line)) return std::nullopt;
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

std::optional<std::string> ask(Terminal& terminal, std::string_view question) {
    terminal.err << question << std::flush;
    Silence const silence;
    auto line = read_line();
    terminal.err << '\n';
    return line;
}

// From the terminal without echo and twice, or the first line of standard input; nothing when one shall be made up.
Result<std::optional<std::string>> password_for(UserOptions const& options, Terminal& terminal) {
    if (options.generate) return std::optional<std::string>{};
    Error const none{ErrorCode::invalid, "No password was given: type one, send one to standard input, or --generate."};
    if (::isatty(STDIN_FILENO) != 1) {
        auto line = read_line();
        if (!line) return none;
        return line;
    }
    auto const password = ask(terminal, "Password: ");
    if (!password) return none;
    auto const again = ask(terminal, "The same again: ");
    if (again != password) return Error{ErrorCode::invalid, "The two passwords are not the same; nothing was changed."};
    return password;
}

// Opens the place, runs `work(workplace, passwords, key)` and tidies up; `work` gives the exit code or a refusal.
template <class Work>
int at_work(Config const& config, Opening opening, Terminal& terminal, Work const& work) {
    auto const workplace = Workplace::open(config, opening);
    if (!workplace) return refused(workplace.error(), terminal);
    SystemRandomness randomness;
    Passwords passwords(randomness);
    auto const done = work(**workplace, passwords);
    if (!done) return refused(done.error(), terminal);
    if (auto const tidied = (*workplace)->tidy_up(); !tidied) return refused(tidied.error(), terminal);
    return exit_done;
}

// Nobody repeats what was typed by hand, so every run has a key of its own.
std::string new_key(Workplace& workplace) { return to_string(workplace.organization().ids().next()); }

Result<AccountCommand> account_of(Workplace& workplace, std::string const& login) {
    std::optional<AccountCommand> found;
    workplace.database().read([&](Reader& reader) {
        reader.each({by_login_sql, {fold_login(login)}}, [&](Row const& row) {
            found = AccountCommand{{Uuid::parse(row.text(0)).value()}, row.integer(1)};
            return false;
        });
    });
    if (!found) return Error{ErrorCode::not_found, "Nobody has this login. `cairn user list` shows them all."};
    return *found;
}

Result<WrittenAccount> add_new(Workplace& workplace, Passwords& passwords, UserOptions const& options,
                               std::optional<std::string> password) {
    auto const role = parse_role(options.role);
    if (options.name.empty() || !role) {
        return invalid("NAME", "required", "Give a NAME and a --role, or --staff with the id of a member of staff.");
    }
    NewHolder holder{.display_name = options.name, .role = *role, .login = options.login};
    holder.password = std::move(password);
    holder.must_change_password = !options.keep_password;
    return add_holder(workplace.permit(), workplace.organization(), passwords, holder, new_key(workplace));
}

// An account for somebody who is of the staff already.
Result<WrittenAccount> add_for_staff(Workplace& workplace, Passwords& passwords, UserOptions const& options,
                                     std::optional<std::string> password) {
    auto const uuid = Uuid::parse(options.staff);
    if (!uuid) return invalid("--staff", "id", "This is not an id.");
    std::optional<Staff> staff;
    workplace.database().read([&](Reader& reader) { staff = reader.fetch(Id<Staff>{*uuid}); });
    if (!staff) return not_found("staff");
    if (!options.role.empty() && parse_role(options.role) != staff->role) {
        return invalid("--role", "contradicts", "This member of staff has another role; change it in their record.");
    }
    if (!options.name.empty() && options.name != staff->display_name) {
        return invalid("NAME", "contradicts", "This member of staff has another name; leave it out.");
    }
    NewAccount const account{.staff_id = staff->id,
                             .login = options.login,
                             .password = std::move(password),
                             .must_change_password = !options.keep_password};
    return add_account(workplace.permit(), workplace.organization(), passwords, account, new_key(workplace));
}

void print_password(Terminal& terminal, WrittenAccount const& written) {
    if (written.generated_password) {
        terminal.out << "Password (shown this once): " << *written.generated_password << '\n';
    }
}

}  // namespace

int user_add_command(Config const& config, UserOptions const& options, Terminal& terminal) {
    return at_work(config, Opening::may_create, terminal,
                   [&](Workplace& workplace, Passwords& passwords) -> Result<void> {
                       auto password = password_for(options, terminal);
                       if (!password) return password.error();
                       auto const add = options.staff.empty() ? add_new : add_for_staff;
                       auto const added = add(workplace, passwords, options, std::move(*password));
                       if (!added) return added.error();
                       terminal.out << "Account " << fold_login(options.login) << " was added.\n";
                       print_password(terminal, *added);
                       return {};
                   });
}

int user_reset_command(Config const& config, UserOptions const& options, Terminal& terminal) {
    return at_work(
        config, Opening::existing, terminal, [&](Workplace& workplace, Passwords& passwords) -> Result<void> {
            auto const account = account_of(workplace, options.login);
            if (!account) return account.error();
            auto password = password_for(options, terminal);
            if (!password) return password.error();
            ResetPassword const command{.id = account->id,
                                        .version = account->version,
                                        .password = std::move(*password),
                                        .must_change_password = !options.keep_password};
            auto const reset =
                reset_password(workplace.permit(), workplace.organization(), passwords, command, new_key(workplace));
            if (!reset) return reset.error();
            terminal.out << "The password was reset; every session of the account has ended.\n";
            print_password(terminal, *reset);
            return {};
        });
}

int user_disable_command(Config const& config, UserOptions const& options, Terminal& terminal) {
    return at_work(config, Opening::existing, terminal, [&](Workplace& workplace, Passwords&) -> Result<void> {
        auto const account = account_of(workplace, options.login);
        if (!account) return account.error();
        auto const done = disable_account(workplace.permit(), workplace.organization(), *account, new_key(workplace));
        if (!done) return done.error();
        terminal.out << "The account is disabled; every session of it ends within a second.\n";
        return {};
    });
}

int user_enable_command(Config const& config, UserOptions const& options, Terminal& terminal) {
    return at_work(config, Opening::existing, terminal, [&](Workplace& workplace, Passwords&) -> Result<void> {
        auto const account = account_of(workplace, options.login);
        if (!account) return account.error();
        auto const done = enable_account(workplace.permit(), workplace.organization(), *account, new_key(workplace));
        if (!done) return done.error();
        terminal.out << "The account is open again.\n";
        return {};
    });
}

int user_list_command(Config const& config, Terminal& terminal) {
    auto const workplace = Workplace::open(config, Opening::existing);
    if (!workplace) return refused(workplace.error(), terminal);
    (*workplace)->database().read([&](Reader& reader) {
        reader.each({list_sql}, [&](Row const& row) {
            terminal.out << row.text(0) << '\t' << row.text(1) << '\t' << row.text(2);
            if (!row.is_null(3)) terminal.out << "\tdisabled " << row.text(3);
            if (!row.is_null(5)) terminal.out << "\tlast day " << row.text(5);
            if (row.boolean(4)) terminal.out << "\tmust choose a password";
            terminal.out << '\n';
            return true;
        });
    });
    return exit_done;
}

}  // namespace cairn
