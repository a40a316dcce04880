// The program itself: its settings with their history, its code lists, and the Organization that everything hangs on.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/permit.hpp"
#include "base/clock.hpp"
#include "base/id.hpp"
#include "record/record_type.hpp"
#include "record/types.hpp"
#include "store/database.hpp"

namespace cairn {

class Tx;

// One record for the whole organization, in the directory's stream. Defaults and their sources stand in
// defaults/settings.toml (domain §2: clocks; stages).
struct ProgramSettings {
    Id<ProgramSettings> id{};
    std::int64_t version = 0;
    std::string name{};
    std::string time_zone{};             // for sites that state none
    int episode_days = 0;                // planned length of an episode
    int stage_days = 0;                  // length of one stage month
    int early_treatment_from_month = 0;  // initial_engagement before it
    int stabilization_from_month = 0;
    int referral_first_attempt_hours = 0;
    int referral_first_contact_hours = 0;
    int contact_days_initial_engagement = 0;  // at most so many days between reached contacts, by stage
    int contact_days_early_treatment = 0;
    int contact_days_stabilization = 0;
    int contact_days_extended = 0;
    int contact_days_aftercare = 0;
};

// One word of one code list. Words are never deleted, only made inactive, because old records use them.
struct CodeListEntry {
    Id<CodeListEntry> id{};
    std::int64_t version = 0;
    std::string list{};
    std::string word{};
    std::string display{};
    bool active = true;
    std::string source{};
};

template <>
RecordType const& record_type<ProgramSettings>();
template <>
RecordType const& record_type<CodeListEntry>();

// Settings and code lists at one point in time; shared by readers, never changed. Retired words are not among the
// codes.
struct Program {
    ProgramSettings settings{};
    CodeLists codes{};
};

// Throws std::runtime_error when the database has never been seeded.
Program load_program(Reader& reader);

// What every service and check works with. Constructed in app/wire.cpp and in tests; owns nothing but its cache.
class Organization {
public:
    Organization(Database& database, Clock const& clock, IdSource& ids);

    Database& database() const { return database_; }
    Clock const& clock() const { return clock_; }
    IdSource& ids() const { return ids_; }

    // The current settings and lists; another process's change is seen within program_cache_seconds.
    std::shared_ptr<Program const> program() const;
    // Called by whoever has just changed them through this object: the next program() looks again.
    void forget_program() const;

private:
    Database& database_;
    Clock const& clock_;
    IdSource& ids_;
    mutable std::mutex mutex_;
    mutable std::shared_ptr<Program const> program_;
    mutable std::int64_t directory_seq_ = -1;
    mutable Instant checked_at_{};
};

inline constexpr int program_cache_seconds = 1;

// Writes the default settings and code lists that are missing, through the journal. Safe to repeat; run after migrate.
void seed_program(Organization& organization);

Result<Written> change_settings(Permit const& permit, Organization& organization, ProgramSettings const& changed,
                                std::string key);
// Adds a word to a list that exists (version 0), or changes display, source and active of a word that exists (by id and
// the version that was seen).
Result<Written> save_code_list_entry(Permit const& permit, Organization& organization, CodeListEntry const& entry,
                                     std::string key);

// What a pure check may ask: the program's choices, the present, and other records as they stand.
struct CheckContext {
    Program const& program;
    Instant now{};
    // Fills `record` with the record of that type and id; false when there is none. Null: only whether there is one.
    std::function<bool(RecordType const& type, std::string_view id, void* record)> find;

    template <class Record>
    std::optional<Record> get(Id<Record> const& id) const {
        Record record;
        if (!find(record_type<Record>(), to_string(id), &record)) return std::nullopt;
        return record;
    }
    // The record that a reference names; without one, a problem at `field`.
    template <class Record>
    std::optional<Record> named(Id<Record> const& id, std::string_view field, Problems& problems) const {
        auto record = get(id);
        if (!record) problems.push_back(names_nothing(field, record_type<Record>().name));
        return record;
    }

    // The same for a reference whose record is not read: that it names one.
    template <class Record>
    void require(Id<Record> const& id, std::string_view field, Problems& problems) const {
        auto const& type = record_type<Record>();
        if (!find(type, to_string(id), nullptr)) problems.push_back(names_nothing(field, type.name));
    }

private:
    static Problem names_nothing(std::string_view field, std::string_view record_type);
};

// The context of a check inside a story: the write's own present, and other records as the write sees them.
CheckContext check_context(Tx& tx, Program const& program);

// Appends what breaks a declared rule, with one leniency: a word that `previous` (null for a new record) held already
// may stay although the program has retired it since.
void check_declared(RecordType const& type, void const* record, void const* previous, CodeLists const& codes,
                    Problems& problems);
template <class Record>
void check_declared(Record const& record, Record const* previous, CheckContext const& context, Problems& problems) {
    check_declared(record_type<Record>(), &record, previous, context.program.codes, problems);
}

// A record that import brings in through the same rules as its services (domain §3, CSV).
struct Importable {
    RecordType const& type;
    std::string_view file;                           // "contacts": the file is contacts.csv
    std::vector<std::string_view> required_columns;  // what identifies a row
    // Columns whose cells together are the row's key when the file has no id column or the cell is empty; empty when an
    // id is required. Reference columns contribute the source's key.
    std::vector<std::string_view> natural_key;
    // Fills in what the row left out, then appends every problem: declared rules and cross-field checks. `previous` is
    // the stored record when the row changes one, else null.
    std::function<void(void* record, void const* previous, CheckContext const& context, Problems& problems)>
        complete_and_check;
};

}  // namespace cairn
