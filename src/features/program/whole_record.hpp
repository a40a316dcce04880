// Registering and editing a record that is given as a whole: the story that sites, staff, participants and the lists of
// participants share.
//
// Needs, found beside the record: complete_and_check(Record&, Record const* previous, CheckContext const&, Problems&).
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "features/program/program.hpp"
#include "record/json.hpp"
#include "store/story.hpp"

namespace cairn {

struct WholeRecordCommand {
    Permission needs;
    std::string_view name;                  // as the journal spells it: "register_site"
    std::vector<StreamKey> more_streams{};  // to lock beside the record's own
    std::vector<Preload> more_preloads{};
    std::function<void(Tx& tx)> afterwards{};  // in the same write, when the record has been put
};

// The stream that a record is written to.
template <class Record>
StreamKey stream_of_record(Record const& record) {
    auto const& type = record_type<Record>();
    auto const& id = type.fields[type.index_of(type.stream.id_field)];
    return {std::string(type.stream.kind), std::get<std::string>(id.get(&record))};
}

// `asked` is what the caller sent, before anything was filled in, so that a repetition has the same digest.
template <class Record>
WriteRequest whole_record_request(Permit const& permit, WholeRecordCommand const& command, Record const& record,
                                  std::string_view asked, std::string key) {
    auto streams = command.more_streams;
    streams.push_back(stream_of_record(record));
    auto preloads = command.more_preloads;
    preloads.push_back({&record_type<Record>(), to_string(record.id)});
    return write_request(permit, command.name, std::move(key), asked, std::move(streams), std::move(preloads));
}

// A new record. The caller may bring its id, else it gets one.
template <class Record>
Result<Written> register_whole(Permit const& permit, Organization& organization, WholeRecordCommand command,
                               Record record, std::string key) {
    if (auto const allowed = permit.require(command.needs); !allowed) return allowed.error();
    auto const program = organization.program();
    auto const asked = to_json(record);
    if (record.id.is_nil()) record.id = organization.ids().template next_id<Record>();
    auto const request = whole_record_request(permit, command, record, asked, std::move(key));
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        auto completed = record;
        Problems problems;
        complete_and_check(completed, static_cast<Record const*>(nullptr), check_context(tx, *program), problems);
        if (!problems.empty()) return invalid(std::move(problems));
        auto written = put_new(tx, std::move(completed));
        if (written && command.afterwards) command.afterwards(tx);
        return written;
    });
}

// The whole record as it shall be, with the version that was seen.
template <class Record>
Result<Written> edit_whole(Permit const& permit, Organization& organization, WholeRecordCommand command,
                           Record const& changed, std::string key) {
    if (auto const allowed = permit.require(command.needs); !allowed) return allowed.error();
    auto const program = organization.program();
    auto const request = whole_record_request(permit, command, changed, to_json(changed), std::move(key));
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        auto const stored = get_seen(tx, changed.id, changed.version);
        if (!stored) return stored.error();
        auto completed = changed;
        Problems problems;
        complete_and_check(completed, &*stored, check_context(tx, *program), problems);
        if (!problems.empty()) return invalid(std::move(problems));
        auto written = put_changed(tx, std::move(completed));
        if (written && command.afterwards) command.afterwards(tx);
        return written;
    });
}

// The Importable's check of a record that has a complete_and_check.
template <class Record>
void complete_and_check_whole(void* record, void const* previous, CheckContext const& context, Problems& problems) {
    complete_and_check(*static_cast<Record*>(record), static_cast<Record const*>(previous), context, problems);
}

}  // namespace cairn
