#include <algorithm>
#include <set>
#include <stdexcept>

#include "features/program/defaults.hpp"
#include "features/program/program_checks.hpp"
#include "record/json.hpp"
#include "store/story.hpp"

namespace cairn {
namespace {

// unbounded: one organization's code lists, some hundreds of words
constexpr std::string_view words_sql = "SELECT list, word FROM code_list_entry";

struct Missing {
    std::optional<ProgramSettings> settings{};
    std::vector<CodeListEntry> entries{};

    bool nothing() const { return !settings && entries.empty(); }
    std::string json() const;
};

using ListAndWord = std::pair<std::string, std::string>;

std::set<ListAndWord> stored_words(Reader& reader) {
    std::set<ListAndWord> words;
    reader.each({words_sql}, [&](Row const& row) {
        words.emplace(row.text(0), row.text(1));
        return true;
    });
    return words;
}

Missing what_is_missing(Reader& reader) {
    Missing missing;
    if (!reader.text({"SELECT id FROM program_settings LIMIT 1"})) missing.settings = default_settings();
    auto const stored = stored_words(reader);
    missing.entries = default_code_list_entries();
    std::erase_if(missing.entries, [&](auto const& entry) { return stored.contains({entry.list, entry.word}); });
    return missing;
}

std::string Missing::json() const {
    std::string all = settings ? to_json(*settings) : "";
    for (auto const& entry : entries) all += to_json(entry);
    return all;
}

// Whether the list has this word already, in another entry.
bool word_is_taken(Reader& reader, CodeListEntry const& entry) {
    return reader
        .text({"SELECT id FROM code_list_entry WHERE list = $1 AND word = $2 AND id <> $3",
               {entry.list, entry.word, to_string(entry.id)}})
        .has_value();
}

bool list_is_known(Reader& reader, std::string const& list) {
    return reader.text({"SELECT id FROM code_list_entry WHERE list = $1 LIMIT 1", {list}}).has_value();
}

Result<std::string> add_word(Tx& tx, CodeListEntry const& entry, Problems problems) {
    if (!entry.list.empty() && !list_is_known(tx, entry.list)) {
        problems.push_back({"list", "no_such_list", "There is no such code list; lists come with the program."});
    }
    if (word_is_taken(tx, entry)) {
        problems.push_back({"word", "already_exists", "The list has this word already."});
    }
    if (!problems.empty()) return invalid(std::move(problems));
    return put_new(tx, entry);
}

Result<std::string> change_word(Tx& tx, CodeListEntry const& entry, Problems problems) {
    auto const stored = get_seen(tx, entry.id, entry.version);
    if (!stored) return stored.error();
    if (stored->list != entry.list || stored->word != entry.word) {
        problems.push_back({"word", "fixed", "Records hold this word. Retire it and add another."});
    }
    if (!problems.empty()) return invalid(std::move(problems));
    return put_changed(tx, entry);
}

}  // namespace

void seed_program(Organization& organization) {
    auto& database = organization.database();
    Missing missing;
    database.read([&](Reader& reader) { missing = what_is_missing(reader); });
    if (missing.nothing()) return;
    for (auto& entry : missing.entries) entry.id = organization.ids().next_id<CodeListEntry>();
    if (missing.settings) missing.settings->id = organization.ids().next_id<ProgramSettings>();

    // Another process may seed at the same time: what is missing is decided again behind the directory's lock.
    auto const body = missing.json();
    auto const key = "seed:" + to_hex(digest_of(body));
    WriteRequest const request{.actor = "cairn",
                               .command = "seed_program",
                               .key = key,
                               .request_digest = digest_of(body),
                               .streams = {directory_stream()}};
    auto const written = database.write(request, [&](Tx& tx) -> Result<std::string> {
        auto const stored = stored_words(tx);
        if (missing.settings && !tx.text({"SELECT id FROM program_settings LIMIT 1"})) {
            auto settings = *missing.settings;
            tx.put(settings);
        }
        for (auto entry : missing.entries) {
            if (!stored.contains({entry.list, entry.word})) tx.put(entry);
        }
        return "{}";
    });
    if (!written) throw std::runtime_error("the program's defaults could not be written: " + written.error().message);
    organization.forget_program();
}

Result<Written> change_settings(Permit const& permit, Organization& organization, ProgramSettings const& changed,
                                std::string key) {
    if (auto const allowed = permit.require(Permission::edit_program); !allowed) return allowed.error();
    auto const program = organization.program();
    auto const request =
        write_request(permit, "change_settings", std::move(key), to_json(changed), {directory_stream()},
                      {{&record_type<ProgramSettings>(), to_string(changed.id)}});
    auto written = organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        auto const stored = get_seen(tx, changed.id, changed.version);
        if (!stored) return stored.error();
        Problems problems;
        check_rules(changed, program->codes, problems);
        check_settings(changed, problems);
        if (!problems.empty()) return invalid(std::move(problems));
        return put_changed(tx, changed);
    });
    organization.forget_program();
    return written;
}

Result<Written> save_code_list_entry(Permit const& permit, Organization& organization, CodeListEntry const& entry,
                                     std::string key) {
    if (auto const allowed = permit.require(Permission::edit_program); !allowed) return allowed.error();
    auto const program = organization.program();
    auto saved = entry;
    if (saved.id.is_nil()) saved.id = organization.ids().next_id<CodeListEntry>();
    auto const request =
        write_request(permit, "save_code_list_entry", std::move(key), to_json(entry), {directory_stream()});
    auto written = organization.database().write(request, [&](Tx& tx) {
        Problems problems;
        check_rules(saved, program->codes, problems);
        check_code_list_entry(saved, problems);
        return saved.version == 0 ? add_word(tx, saved, std::move(problems))
                                  : change_word(tx, saved, std::move(problems));
    });
    organization.forget_program();
    return written;
}

}  // namespace cairn
