// What the tests of slices stand on: an organization with its defaults on every engine, and checks without a database.
// For tests only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "features/program/defaults.hpp"
#include "features/program/program.hpp"
#include "record/json.hpp"
#include "store/testing.hpp"
#include "store/tx.hpp"

namespace cairn {

// A fresh database with the default settings and code lists, and the operator's permit.
class OrganizationTest : public StoreTest {
protected:
    OrganizationTest() : organization_(database(), store().clock(), store().ids()) { seed_program(organization_); }

    Organization& organization() { return organization_; }
    Permit const& permit() const { return permit_; }
    Permit const& nobody() const { return nobody_; }
    template <class Record>
    Id<Record> new_id() {
        return store().ids().template next_id<Record>();
    }
    // A key that no other command of this test has.
    std::string key() { return "key-" + std::to_string(++keys_); }

    template <class Record>
    std::optional<Record> stored(Id<Record> const& id) {
        std::optional<Record> record;
        database().read([&](Reader& reader) { record = reader.fetch(id); });
        return record;
    }
    // The commands that the journal holds for a record, oldest first.
    template <class Record>
    std::vector<std::string> history(Id<Record> const& id) {
        std::vector<std::string> commands;
        database().read([&](Reader& reader) {
            reader.each(
                {"SELECT command FROM journal WHERE record_id = $1 ORDER BY version LIMIT 100", {to_string(id)}},
                [&](Row const& row) {
                    commands.emplace_back(row.text(0));
                    return true;
                });
        });
        return commands;
    }

private:
    Organization organization_;
    Permit permit_ = authorize_operator("test");
    Permit nobody_ = authorize_nobody("stranger");
    int keys_ = 0;
};

// The world as a pure check sees it: the defaults, a day in August 2026, and the records that were added.
class CheckWorld {
public:
    CheckWorld() : program_{.settings = default_settings()} {
        for (auto const& entry : default_code_list_entries()) program_.codes.add(entry.list, entry.word);
    }

    template <class Record>
    void add(Record const& record) {
        records_[std::string(record_type<Record>().name) + to_string(record.id)] = to_json(record);
    }
    Program& program() { return program_; }
    CheckContext context() const {
        return {.program = program_,
                .now = Instant::parse("2026-08-03T16:00:00Z").value(),
                .find = [this](RecordType const& type, std::string_view id, void* record) {
                    auto const at = records_.find(std::string(type.name) + std::string(id));
                    if (at == records_.end() || record == nullptr) return at != records_.end();
                    return from_json(type, at->second, record, {.require_all = true, .accept_derived = true}).empty();
                }};
    }

private:
    Program program_;
    std::map<std::string, std::string> records_{};
};

// "field:code" of every problem, in order; what most tests of refusals compare.
inline std::vector<std::string> brief(Problems const& problems) {
    std::vector<std::string> texts;
    for (auto const& problem : problems) texts.push_back(problem.field + ":" + problem.code);
    return texts;
}

using Strings = std::vector<std::string>;

}  // namespace cairn
