// Two charts with everything in them, and what both engines hold of everybody: the ground on which merges are tested.
#pragma once

#include <map>
#include <random>

#include "access/sight.hpp"
#include "app/wire.hpp"
#include "features/care_team/care_team.hpp"
#include "features/contacts/contact.hpp"
#include "features/duplicates/testing.hpp"
#include "features/episodes/episode.hpp"
#include "store/verify.hpp"

namespace cairn {

class MergeTest : public DuplicateTest {
protected:
    static std::vector<RecordType const*> const& types() {
        static auto const all = all_record_types();
        return all;
    }

    Episode enrolled(Participant const& participant, Holder const& peer, Id<Site> const& site,
                     std::string_view started_on = "2026-10-01") {
        Referral referral;
        referral.id = new_id<Referral>();
        referral.participant_id = participant.id;
        referral.site_id = site;
        referral.received_at = Moment::parse("2026-09-30T14:00:00Z").value();
        refer(permit(), organization(), referral, key()).value();
        EnrollReferral command{.id = referral.id, .version = 1, .episode_id = new_id<Episode>()};
        command.started_on = Date::parse(started_on).value();
        command.peer_id = peer.staff;
        enroll(permit(), organization(), command, key()).value();
        return *stored(*command.episode_id);
    }
    Contact logged(Participant const& participant, std::optional<Id<Episode>> const& episode = std::nullopt) {
        Contact contact;
        contact.id = new_id<Contact>();
        contact.participant_id = participant.id;
        contact.episode_id = episode;
        contact.started_at = Moment::parse("2026-10-20T14:00:00Z").value();
        contact.mode.word = "phone";
        contact.outcome.word = "reached";
        log_contact(permit(), organization(), contact, key()).value();
        return *stored(contact.id);
    }

    // One record of every type that moves with a chart, made from its description alone: those of tomorrow as well.
    void fill_chart(Participant const& participant) {
        std::map<std::string, std::string> named{
            {"participant", to_string(participant.id)}, {"staff", to_string(ana_.staff)}, {"site", to_string(cedar_)}};
        for (auto const* type : types()) {
            if (!moves_with_chart(*type)) continue;
            auto const record = type->make();
            auto const id = to_string(new_id<Participant>());
            for (auto const& field : type->fields) give_value(field, record.get(), id, named);
            named[std::string(type->name)] = id;
            auto const request =
                write_request(permit(), "fill", key(), id, {stream_of(chart_stream_kind, participant.id)});
            database()
                .write(request,
                       [&](Tx& tx) -> Result<std::string> {
                           tx.put_row(*type, record.get(), 1);
                           return id;
                       })
                .value();
        }
    }

    Result<Written> merge(Participant const& kept, Participant const& other, std::vector<std::string> take = {}) {
        return merge_participants(permit(), organization(), types(),
                                  {.id = kept.id,
                                   .version = stored(kept.id)->version,
                                   .other_id = other.id,
                                   .other_version = stored(other.id)->version,
                                   .reason = "the same person",
                                   .take = {std::move(take)}},
                                  key());
    }
    // The merge that somebody was merged by last.
    ParticipantMerge merge_of(Participant const& merged) {
        std::string id;
        database().read([&](Reader& reader) {
            id = reader
                     .text({"SELECT id FROM participant_merge WHERE merged_id = $1 ORDER BY id DESC LIMIT 1",
                            {to_string(merged.id)}})
                     .value();
        });
        return *stored(Id<ParticipantMerge>{Uuid::parse(id).value()});
    }
    Result<Written> undo(ParticipantMerge const& merge) {
        return undo_merge(permit(), organization(), types(), {merge.id, merge.version, "two people after all"}, key());
    }

    std::int64_t records_in(RecordType const& type, Participant const& participant) {
        auto const sql = "SELECT count(*) FROM " + std::string(type.name) + " WHERE participant_id = $1";
        std::int64_t number = 0;
        database().read([&](Reader& reader) { number = reader.integer({sql, {to_string(participant.id)}}).value(); });
        return number;
    }
    // Every record but merges, as it would be sent, without its version: what merging and undoing must leave alone.
    std::map<std::string, std::string> everything() {
        std::map<std::string, std::string> all;
        database().read([&](Reader& reader) {
            all.clear();
            for (auto const* type : types()) {
                if (type->name == "participant_merge") continue;
                auto const sql =
                    "SELECT " + column_list(*type) + " FROM " + std::string(type->name) + " ORDER BY id LIMIT 10000";
                reader.each({sql}, [&](Row const& row) {
                    auto const record = type->make();
                    read_record(*type, row, record.get());
                    auto const& version = type->fields[type->index_of("version")];
                    version.set(record.get(), std::int64_t{0}, version);
                    all[std::string(type->name) + ' ' + std::string(row.text(0))] = to_json(*type, record.get());
                    return true;
                });
            }
        });
        return all;
    }
    std::string findings() {
        VerifyOptions options;
        options.migrations = program_migrations();
        std::string text;
        for (auto const& finding : verify(database(), types(), store().clock(), options).value().findings) {
            text += finding.table + " [" + finding.id + "] " + finding.what + "\n";
        }
        return text;
    }
    bool sees(Permit const& permit, Participant const& participant) {
        bool seen = false;
        database().read([&](Reader& reader) { seen = may_see(reader, permit, to_string(participant.id)); });
        return seen;
    }

private:
    static void give_value(Field const& field, void* record, std::string const& id,
                           std::map<std::string, std::string> const& named) {
        if (field.name == "id") {
            field.set(record, id, field);
        } else if (field.name == "version") {
            field.set(record, std::int64_t{1}, field);
        } else if (!field.rule.references.empty()) {
            auto const known = named.find(std::string(field.rule.references));
            if (known != named.end()) field.set(record, known->second, field);
        } else if (!field.optional && field.kind == Kind::text) {
            field.set(record, std::string("x"), field);
        }
    }
};

}  // namespace cairn
