#include "app/wire.hpp"

#include <pwd.h>
#include <unistd.h>

#include <filesystem>

#include "features/accounts/account.hpp"
#include "features/activities/activity.hpp"
#include "features/care_team/care_team.hpp"
#include "features/caseloads/caseload.hpp"
#include "features/contacts/contact.hpp"
#include "features/duplicates/duplicate.hpp"
#include "features/episodes/episode.hpp"
#include "features/exchange/exchange.hpp"
#include "features/participants/participant.hpp"
#include "features/referrals/referral.hpp"
#include "features/sites/site.hpp"
#include "features/staff/staff.hpp"
#include "store/anchor.hpp"
#include "store/migrate.hpp"
#include "store/receipts.hpp"
#include "store/sqlite_copy.hpp"

namespace cairn {
namespace {

constexpr std::string_view sqlite_scheme = "sqlite:";

bool is_sqlite(Config const& config) { return config.text("database").starts_with(sqlite_scheme); }

std::string sqlite_path(Config const& config) { return config.text("database").substr(sqlite_scheme.size()); }

OpenOptions options_of(Config const& config) {
    OpenOptions options;
    options.connections = config.number("connections");
    options.busy_seconds = config.number("busy_seconds");
    return options;
}

Error behind(MigrationState const& state) {
    return Error{ErrorCode::unavailable, "The database lacks " + std::to_string(state.pending.size()) +
                                             " migrations of this program. Run `cairn migrate`."};
}

}  // namespace

std::vector<RecordType const*> all_record_types() {
    return {&record_type<ProgramSettings>(),
            &record_type<CodeListEntry>(),
            &record_type<Site>(),
            &record_type<Staff>(),
            &record_type<Participant>(),
            &record_type<ParticipantPhone>(),
            &record_type<ParticipantIdentifier>(),
            &record_type<ParticipantCoverage>(),
            &record_type<ParticipantSubstance>(),
            &record_type<ParticipantMoud>(),
            &record_type<ParticipantDiagnosis>(),
            &record_type<ParticipantToxicology>(),
            &record_type<Referral>(),
            &record_type<Episode>(),
            &record_type<Contact>(),
            &record_type<Activity>(),
            &record_type<Account>(),
            &record_type<Consent>(),
            &record_type<CareTeamMember>(),
            &record_type<Cover>(),
            &record_type<CaseloadTransfer>(),
            &record_type<ExchangeJob>(),
            &record_type<PossibleDuplicate>(),
            &record_type<ParticipantMerge>()};
}

std::vector<Importable> all_importables() {
    return {site_importable(),
            staff_importable(),
            participant_importable(),
            participant_phone_importable(),
            participant_identifier_importable(),
            participant_coverage_importable(),
            participant_substance_importable(),
            participant_moud_importable(),
            participant_diagnosis_importable(),
            referral_importable(),
            episode_importable(),
            contact_importable(),
            activity_importable()};
}

bool is_missing_sqlite_file(Config const& config) {
    return is_sqlite(config) && !std::filesystem::exists(sqlite_path(config));
}

std::string operator_name(Config const& config) {
    if (!config.text("actor").empty()) return config.text("actor");
    auto const* user = ::getpwuid(::geteuid());
    return user != nullptr ? user->pw_name : std::to_string(::geteuid());
}

std::optional<std::string> anchor_path(Config const& config) {
    if (!config.text("anchors").empty()) return config.text("anchors");
    if (is_sqlite(config)) return sqlite_path(config) + ".anchors";
    return std::nullopt;
}

std::filesystem::path exchange_folder(Config const& config) {
    if (!config.text("exchange_folder").empty()) return config.text("exchange_folder");
    if (is_sqlite(config)) return sqlite_path(config) + ".exchange";
    constexpr std::size_t name_characters = 16;
    return std::filesystem::temp_directory_path() /
           ("cairn-exchange-" + to_hex(digest_of(config.text("database"))).substr(0, name_characters));
}

Result<std::unique_ptr<Database>> open_for_upkeep(Config const& config, Clock const& clock, Randomness& randomness,
                                                  OpenOptions options) {
    auto const configured = options_of(config);
    options.connections = configured.connections;
    options.busy_seconds = configured.busy_seconds;
    return open_database(config.text("database"), clock, randomness, options);
}

Result<std::vector<std::string>> bring_up_to_date(Database& database, Config const& config, Clock const& clock,
                                                  Randomness& randomness, std::optional<std::string>& saved) {
    auto const before = migration_state(database);
    if (!before) return before.error();
    if (!before->pending.empty() && !before->applied.empty() && is_sqlite(config)) {
        saved = sqlite_path(config) + ".before-" + before->pending.front().substr(0, 4);
        copy_sqlite_database(sqlite_path(config), *saved);
    }
    auto const after = migrate(database, clock);
    if (!after) return after.error();
    IdSource ids(clock, randomness);
    Organization organization(database, clock, ids);
    seed_program(organization);
    if (auto const path = anchor_path(config)) {
        if (auto const anchored = write_anchor(database, *path, clock); !anchored) return anchored.error();
    }
    return before->pending;
}

Workplace::Workplace(Config const& config)
    : config_(config), ids_(clock_, randomness_), permit_(authorize_operator(operator_name(config))) {}

Result<std::unique_ptr<Workplace>> Workplace::open(Config const& config, Opening opening) {
    std::unique_ptr<Workplace> workplace(new Workplace(config));
    if (auto const ready = workplace->prepare(opening); !ready) return ready.error();
    return workplace;
}

Result<void> Workplace::prepare(Opening opening) {
    bool const missing = is_missing_sqlite_file(config_);
    if (missing && opening == Opening::existing) {
        return Error{ErrorCode::unavailable, "There is no database at " + sqlite_path(config_) +
                                                 ". `cairn import` and `cairn migrate` make one; --db names another."};
    }
    if (!missing) {
        auto opened = open_for_upkeep(config_, clock_, randomness_, {});
        if (!opened) return opened.error();
        auto const state = migration_state(**opened);
        if (!state) return state.error();
        bool const empty = state->applied.empty();
        if (!state->pending.empty() && !(empty && opening == Opening::may_create)) return behind(*state);
        if (!empty) database_ = std::move(*opened);
    }
    if (!database_) {
        auto fresh = open_for_upkeep(config_, clock_, randomness_, {.create = true, .exclusive = true});
        if (!fresh) return fresh.error();
        std::optional<std::string> saved;
        auto const applied = bring_up_to_date(**fresh, config_, clock_, randomness_, saved);
        if (!applied) return applied.error();
        fresh->reset();
        auto opened = open_for_upkeep(config_, clock_, randomness_, {});
        if (!opened) return opened.error();
        database_ = std::move(*opened);
    }
    organization_ = std::make_unique<Organization>(*database_, clock_, ids_);
    return {};
}

Result<void> Workplace::tidy_up() {
    forget_old_receipts(*database_, clock_);
    auto const path = anchor_path(config_);
    if (!path) return {};
    auto const written = write_anchor(*database_, *path, clock_);
    if (!written) return written.error();
    return {};
}

}  // namespace cairn
