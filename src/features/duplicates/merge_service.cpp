// Merging two charts, and undoing it (docs/decisions/0006).
#include <algorithm>

#include "base/text.hpp"
#include "features/duplicates/chart_records.hpp"
#include "features/duplicates/duplicate.hpp"
#include "record/json.hpp"
#include "store/story.hpp"

namespace cairn {
namespace {

constexpr int pairs_per_merge_max = 50;

constexpr std::string_view followers_sql = "SELECT id FROM participant WHERE merged_into_id = $1 ORDER BY id LIMIT $2";
// Open pairs of the two people, under whatever id each of them was registered.
constexpr std::string_view pairs_sql =
    "SELECT d.id FROM possible_duplicate d JOIN participant a ON a.id = d.participant_id "
    "JOIN participant b ON b.id = d.other_id WHERE d.status = 'open' "
    "AND d.participant_id IN (SELECT id FROM participant WHERE id IN ($1, $2) OR merged_into_id IN ($1, $2)) "
    "AND coalesce(a.merged_into_id, a.id) IN ($1, $2) AND coalesce(b.merged_into_id, b.id) IN ($1, $2) "
    "AND coalesce(a.merged_into_id, a.id) <> coalesce(b.merged_into_id, b.id) ORDER BY d.id LIMIT $3";
constexpr std::string_view has_referral_sql = "SELECT id FROM referral WHERE participant_id = $1 LIMIT 1";

using Ids = std::vector<std::string>;

Ids read_ids(Reader& reader, Statement const& statement) {
    Ids ids;
    reader.each(statement, [&](Row const& row) {
        ids.emplace_back(row.text(0));
        return true;
    });
    return ids;
}

Ids followers_of(Reader& reader, Id<Participant> const& participant) {
    return read_ids(reader,
                    {followers_sql, {to_string(participant), static_cast<std::int64_t>(merge_followers_max + 1)}});
}

Ids pairs_of(Reader& reader, Id<Participant> const& one, Id<Participant> const& two) {
    return read_ids(reader, {pairs_sql, {to_string(one), to_string(two), std::int64_t{pairs_per_merge_max}}});
}

template <class Record>
Id<Record> id_from(std::string_view text) {
    return {Uuid::parse(text).value()};
}

Ids ids_in(std::optional<std::string> const& text) {
    Ids ids;
    if (!text) return ids;
    for (auto const id : split(*text, ' ')) ids.emplace_back(id);
    return ids;
}

std::optional<std::string> as_text(Ids const& ids) {
    return ids.empty() ? std::nullopt : std::optional(join(ids, " "));
}

Error already_merged() {
    return {ErrorCode::illegal_transition,
            "One of the two was merged before; look at the person they are part of now."};
}

Error somebody_else_merged() {
    return {ErrorCode::stale_version, "Somebody merged one of these people in the meantime; look again and repeat it."};
}

Error too_many_records() {
    return {ErrorCode::too_large, "The chart holds more than " + std::to_string(merged_records_max) +
                                      " records, or was itself made of more than " +
                                      std::to_string(merge_followers_max) + ". Keep this one and merge the other."};
}

// Fields that a merge may take over: what somebody wrote, not what the program derives.
bool can_be_taken(Field const& field) { return field.name != "id" && field.name != "version" && !field.rule.derived; }

bool is_unknown(Field const& field, Participant const& participant) {
    auto const text = to_text(field, &participant);
    return text.empty() || (field.kind == Kind::word && text == unknown_word);
}

std::optional<std::string> cell(Field const& field, Participant const& participant) {
    auto text = to_text(field, &participant);
    return text.empty() ? std::nullopt : std::optional(std::move(text));
}

void check_fields(Words const& take, Problems& problems) {
    for (auto const& name : take.words) {
        auto const* field = record_type<Participant>().find(name);
        if (field != nullptr && can_be_taken(*field)) continue;
        problems.push_back({"take", "unknown_field", "Name fields of a participant that somebody filled in."});
        return;
    }
}

// What the kept participant gets from the other: the fields that were chosen, and those that only the other has.
std::vector<TakenField> take_fields(Participant& kept, Participant const& other, Words const& take) {
    std::vector<TakenField> taken;
    for (auto const& field : record_type<Participant>().fields) {
        if (!can_be_taken(field) || is_unknown(field, other)) continue;
        if (!take.contains(field.name) && !is_unknown(field, kept)) continue;
        TakenField change{std::string(field.name), cell(field, kept), cell(field, other)};
        if (change.before == change.after) continue;
        field.set(&kept, field.get(&other), field);
        taken.push_back(std::move(change));
    }
    return taken;
}

// A field that was edited since the merge stays as it was edited.
bool give_back_fields(Participant& kept, std::vector<TakenField> const& taken) {
    bool changed = false;
    for (auto const& change : taken) {
        auto const* field = record_type<Participant>().find(change.field);
        if (field == nullptr || cell(*field, kept) != change.after) continue;
        set_from_text(*field, &kept, change.before.value_or(""));
        changed = true;
    }
    return changed;
}

void put_kept(Tx& tx, Participant kept) {
    kept.name_key = folded_name_key(kept);
    tx.put(kept);
}

std::vector<MovedRecords> listed(std::vector<ChartRecord> const& records) {
    std::vector<MovedRecords> moved;
    for (auto const& record : records) {
        if (moved.empty() || moved.back().record_type != record.type->name) {
            moved.push_back({std::string(record.type->name), {}});
        }
        auto& ids = moved.back().ids;
        ids += (ids.empty() ? "" : " ") + record.id();
    }
    return moved;
}

// Everything that a merge or its undoing locks besides the two charts.
struct Concerned {
    Ids followers{};  // of whoever is merged
    Ids pairs{};

    std::vector<StreamKey> streams(Id<Participant> const& one, Id<Participant> const& two) const {
        std::vector<StreamKey> streams{stream_of(chart_stream_kind, one), stream_of(chart_stream_kind, two)};
        for (auto const& id : followers) streams.push_back({std::string(chart_stream_kind), id});
        for (auto const& id : pairs) streams.push_back({"possible_duplicate", id});
        return streams;
    }
};

class Merging {
public:
    Merging(Tx& tx, Permit const& permit, std::span<RecordType const* const> types, MergeParticipants const& command,
            Concerned const& concerned)
        : tx_(tx), permit_(permit), types_(types), command_(command), concerned_(concerned) {}

    // The merge's id is given, so that a story that runs again says the same.
    Result<std::string> run(Id<ParticipantMerge> const& id, CheckContext const& context) {
        auto kept = get_seen(tx_, command_.id, command_.version);
        if (!kept) return kept.error();
        auto other = get_seen(tx_, command_.other_id, command_.other_version);
        if (!other) return other.error();
        if (kept->merged_into_id || other->merged_into_id) return already_merged();
        Problems problems;
        check_declared<MergeParticipants>(command_, nullptr, context, problems);
        check_fields(command_.take, problems);
        if (!problems.empty()) return invalid(std::move(problems));
        if (followers_of(tx_, other->id) != concerned_.followers) return somebody_else_merged();
        auto const records = records_of_chart(tx_, types_, other->id, merged_records_max);
        if (records.size() > merged_records_max || concerned_.followers.size() > merge_followers_max) {
            return too_many_records();
        }
        ParticipantMerge merge{.id = id,
                               .kept_id = kept->id,
                               .merged_id = other->id,
                               .merged_by = permit_.actor(),
                               .merged_at = tx_.now(),
                               .reason = command_.reason,
                               .moved = listed(records),
                               .taken = take_fields(*kept, *other, command_.take),
                               .followers = as_text(concerned_.followers)};
        if (!merge.taken.empty()) put_kept(tx_, *kept);
        lead_to(*other, *kept);
        for (auto const& record : records) move_to_chart(tx_, record, kept->id);
        merge.pairs = as_text(decide_pairs());
        return put_new(tx_, std::move(merge));
    }

private:
    bool has_referral(Participant const& participant) {
        return tx_.text({has_referral_sql, {to_string(participant.id)}}).has_value();
    }

    // Whoever saw one of the two only because they had just registered them would lose that with the first referral,
    // which the merge may bring; see in_view_of.
    void lead_to(Participant other, Participant const& kept) {
        other.merged_into_id = kept.id;
        if (!has_referral(other)) {
            other.in_view_of = other.registered_by;
        } else if (!has_referral(kept)) {
            other.in_view_of = kept.registered_by;
        }
        tx_.put(other);
        for (auto const& id : concerned_.followers) {
            auto follower = tx_.get(id_from<Participant>(id)).value();
            follower.merged_into_id = kept.id;
            tx_.put(follower);
        }
    }

    Ids decide_pairs() {
        Ids decided;
        for (auto const& id : concerned_.pairs) {
            auto pair = tx_.get(id_from<PossibleDuplicate>(id));
            if (!pair || pair->status != DuplicateStatus::open) continue;
            pair->status = DuplicateStatus::merged;
            pair->decided_by = permit_.actor();
            pair->decided_at = tx_.now();
            pair->decision_reason = command_.reason;
            tx_.put(*pair);
            decided.push_back(id);
        }
        return decided;
    }

    Tx& tx_;
    Permit const& permit_;
    std::span<RecordType const* const> types_;
    MergeParticipants const& command_;
    Concerned const& concerned_;
};

class Undoing {
public:
    Undoing(Tx& tx, Permit const& permit, std::span<RecordType const* const> types, UndoMerge const& command)
        : tx_(tx), permit_(permit), types_(types), command_(command) {}

    Result<std::string> run(CheckContext const& context) {
        auto merge = get_seen(tx_, command_.id, command_.version);
        if (!merge) return merge.error();
        if (merge->undone_at) return Error{ErrorCode::illegal_transition, "This merge was undone before."};
        Problems problems;
        check_declared<UndoMerge>(command_, nullptr, context, problems);
        if (!problems.empty()) return invalid(std::move(problems));
        auto kept = tx_.get(merge->kept_id);
        if (!kept) return kept.error();
        if (kept->merged_into_id) {
            return Error{ErrorCode::illegal_transition,
                         "The person who was kept has been merged into another since; undo that merge first."};
        }
        if (give_back_fields(*kept, merge->taken)) put_kept(tx_, *kept);
        lead_back(*merge);
        move_back(*merge);
        open_pairs(*merge);
        merge->undone_by = permit_.actor();
        merge->undone_at = tx_.now();
        merge->undo_reason = command_.reason;
        return put_changed(tx_, *std::move(merge));
    }

private:
    void lead_back(ParticipantMerge const& merge) {
        auto merged = tx_.get(merge.merged_id).value();
        merged.merged_into_id.reset();
        merged.in_view_of.reset();
        tx_.put(merged);
        for (auto const& id : ids_in(merge.followers)) {
            auto follower = tx_.get(id_from<Participant>(id)).value();
            follower.merged_into_id = merge.merged_id;
            tx_.put(follower);
        }
    }

    std::vector<ChartRecord> records_to_move(ParticipantMerge const& merge) {
        std::vector<ChartRecord> records;
        for (auto const& moved : merge.moved) {
            auto const type = std::ranges::find(types_, moved.record_type, &RecordType::name);
            if (type == types_.end()) throw std::logic_error("a merge moved records of a type that is gone");
            auto of_type = records_in_chart(tx_, **type, ids_in(moved.ids), merge.kept_id);
            std::ranges::move(of_type, std::back_inserter(records));
        }
        return records;
    }

    // A contact that was logged about the kept person since then may name an episode that goes back; the two part.
    void move_back(ParticipantMerge const& merge) {
        auto const going = records_to_move(merge);
        std::set<std::string> ids;
        for (auto const& record : going) ids.insert(record.id());
        for (auto const& record : records_of_chart(tx_, types_, merge.kept_id, staying_records_max)) {
            if (ids.contains(record.id())) continue;
            auto const stays = [&](std::string const& id) { return !ids.contains(id); };
            if (let_go_of_others(record, types_, stays)) put_changed_record(tx_, record);
        }
        for (auto const& record : going) {
            let_go_of_others(record, types_, [&](std::string const& id) { return ids.contains(id); });
            move_to_chart(tx_, record, merge.merged_id);
        }
    }

    void open_pairs(ParticipantMerge const& merge) {
        for (auto const& id : ids_in(merge.pairs)) {
            auto pair = tx_.get(id_from<PossibleDuplicate>(id)).value();
            pair.status = DuplicateStatus::open;
            pair.decided_by.reset();
            pair.decided_at.reset();
            pair.decision_reason.reset();
            tx_.put(pair);
        }
    }

    // unbounded in effect: everything in the kept chart is looked at
    static constexpr std::size_t staying_records_max = 10 * merged_records_max;

    Tx& tx_;
    Permit const& permit_;
    std::span<RecordType const* const> types_;
    UndoMerge const& command_;
};

}  // namespace

Result<Written> merge_participants(Permit const& permit, Organization& organization,
                                   std::span<RecordType const* const> types, MergeParticipants const& command,
                                   std::string key) {
    if (auto const allowed = permit.require(Permission::merge_participants); !allowed) return allowed.error();
    if (command.id == command.other_id) {
        return invalid("other_id", "same", "Name two people; this is the same one twice.");
    }
    auto const program = organization.program();
    auto const merge_id = organization.ids().next_id<ParticipantMerge>();
    Concerned concerned;
    organization.database().read([&](Reader& reader) {
        concerned = {followers_of(reader, command.other_id), pairs_of(reader, command.id, command.other_id)};
    });
    auto const request = write_request(permit, "merge_participants", std::move(key), to_json(command),
                                       concerned.streams(command.id, command.other_id),
                                       {{&record_type<Participant>(), to_string(command.id)},
                                        {&record_type<Participant>(), to_string(command.other_id)}});
    return organization.database().write(request, [&](Tx& tx) {
        return Merging(tx, permit, types, command, concerned).run(merge_id, check_context(tx, *program));
    });
}

Result<Written> undo_merge(Permit const& permit, Organization& organization, std::span<RecordType const* const> types,
                           UndoMerge const& command, std::string key) {
    if (auto const allowed = permit.require(Permission::merge_participants); !allowed) return allowed.error();
    auto const program = organization.program();
    std::optional<ParticipantMerge> found;  // only to know whose charts it joined; it changes by being undone alone
    organization.database().read([&](Reader& reader) { found = reader.fetch(command.id); });
    if (!found) return not_found(record_type<ParticipantMerge>().name);
    Concerned const concerned{ids_in(found->followers), ids_in(found->pairs)};
    auto const request = write_request(permit, "undo_merge", std::move(key), to_json(command),
                                       concerned.streams(found->kept_id, found->merged_id),
                                       {{&record_type<ParticipantMerge>(), to_string(command.id)}});
    return organization.database().write(
        request, [&](Tx& tx) { return Undoing(tx, permit, types, command).run(check_context(tx, *program)); });
}

}  // namespace cairn
