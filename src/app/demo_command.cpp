#include <fmt/format.h>

#include <chrono>
#include <ostream>

#include "app/demonstration_folder.hpp"
#include "app/wire.hpp"
#include "features/accounts/account.hpp"

namespace cairn {
namespace {

constexpr std::string_view operator_of_demonstration = "demonstration";

Result<void> make(DemonstrationFolder const& folder, DemoOptions const& options, Clock const& clock,
                  Terminal& terminal) {
    terminal.err << "Making the records of a synthetic program: 52 months, 23 peers. This takes some seconds.\n";
    auto const began = std::chrono::steady_clock::now();
    auto const made = folder.make(options.seed, clock);
    if (!made) return made.error();
    std::chrono::duration<double> const took = std::chrono::steady_clock::now() - began;
    terminal.err << fmt::format("{} participants, {} referrals, {} episodes, {} contacts in {:.1f} s: {}\n",
                                made->participants, made->referrals, made->episodes, made->contacts, took.count(),
                                folder.database().string());
    return {};
}

// What is there is used, or made anew; whatever somebody did in it is never thrown away unasked.
Result<void> make_if_needed(DemonstrationFolder const& folder, DemoOptions const& options, Clock const& clock,
                            Randomness& randomness, Terminal& terminal) {
    auto const found = folder.look(clock, randomness);
    auto const path = folder.database().string();
    switch (found) {
    case FoundDemonstration::foreign:
        return Error{ErrorCode::already_exists,
                     path + " is no demonstration and is left alone; name another folder for the demonstration."};
    case FoundDemonstration::of_today:
        if (!options.fresh) return {};
        break;
    case FoundDemonstration::worked_in:
        if (options.fresh) break;
        terminal.err << "This demonstration is not of today, but somebody has worked in it, so it is kept. `cairn demo "
                        "--fresh` makes a new one.\n";
        return {};
    case FoundDemonstration::worked_in_behind:
        if (options.fresh) break;
        return Error{ErrorCode::unavailable,
                     "Another version of the program made this demonstration, and somebody has worked in it. `cairn "
                     "migrate --db sqlite:" +
                         path + "` brings it up to date, `cairn demo --fresh` makes a new one."};
    case FoundDemonstration::none:
    case FoundDemonstration::old: break;
    }
    return make(folder, options, clock, terminal);
}

struct Door {
    Id<Account> account_id{};
    std::string role{};
    std::string display_name{};
};

std::optional<Door> door_of(Database& database, std::string_view login) {
    std::optional<Door> door;
    database.read([&](Reader& reader) {
        reader.each(
            {"SELECT a.id, h.role, h.display_name FROM account a JOIN account_holder h ON h.staff_id = a.staff_id "
             "WHERE a.login = $1 LIMIT 1",
             {std::string(login)}},
            [&](Row const& row) {
                door = Door{{Uuid::parse(row.text(0)).value()}, std::string(row.text(1)), std::string(row.text(2))};
                return false;
            });
    });
    return door;
}

// Passwords are made for each run and told once; those of the run before open nothing any more.
Result<void> give_passwords(Workplace& workplace, Passwords& passwords, Terminal& terminal) {
    auto& organization = workplace.organization();
    auto const permit = authorize_operator(operator_of_demonstration);
    terminal.out << demonstration_name
                 << ": nobody in it exists.\nAccounts for this run, let in from this machine only:\n";
    for (auto const login : demonstration_logins) {
        auto const door = door_of(workplace.database(), login);
        if (!door) continue;  // somebody worked in it and took the account away
        std::optional<Account> account;
        workplace.database().read([&](Reader& reader) { account = reader.fetch(door->account_id); });
        ResetPassword const reset{.id = account->id, .version = account->version, .must_change_password = false};
        auto const key = to_string(organization.ids().next());
        auto const given = reset_password(permit, organization, passwords, reset, key);
        if (!given) return given.error();
        terminal.out << fmt::format("  {:<12}{}   {}{}\n", login, given->generated_password.value_or(""),
                                    door->display_name, account->disabled_at ? " (closed)" : "");
    }
    terminal.out << std::flush;
    return {};
}

}  // namespace

int demo_command(Config const& config, DemoOptions const& options, Terminal& terminal) {
    if (config.setting("database").source.starts_with("flag")) {
        terminal.err << "cairn: The demonstration makes a database of its own; name its folder instead of --db.\n";
        return exit_wrong_use;
    }
    SystemClock const clock;
    SystemRandomness randomness;
    DemonstrationFolder const folder(options.folder, config);
    if (auto const made = make_if_needed(folder, options, clock, randomness, terminal); !made) {
        return refused(made.error(), terminal);
    }
    if (options.only_make) return exit_done;
    {
        auto const workplace = Workplace::open(folder.config(), Opening::existing);
        if (!workplace) return refused(workplace.error(), terminal);
        Passwords passwords(randomness);
        if (auto const given = give_passwords(**workplace, passwords, terminal); !given) {
            return refused(given.error(), terminal);
        }
    }
    return serve_command(folder.config(), terminal);
}

}  // namespace cairn
