// Two charts become one, and two again.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <thread>

#include "features/evaluation/evaluation.hpp"
#include "features/sync/sync.hpp"
#include "people_to_merge.hpp"

namespace cairn {
namespace {

class Merge : public MergeTest {
protected:
    std::vector<std::string> history_in(Participant const& chart, std::string_view record_id) {
        std::vector<std::string> found;
        database().read([&](Reader& reader) {
            reader.each({"SELECT version, command FROM journal WHERE stream = $1 AND record_id = $2 ORDER BY seq",
                         {to_string(chart.id), std::string(record_id)}},
                        [&](Row const& row) {
                            found.push_back(std::to_string(row.integer(0)) + " " + std::string(row.text(1)));
                            return true;
                        });
        });
        return found;
    }
    Participant kept_ = registered(person("Maria", "Alvarez", "1980-01-02"));
    Participant other_ = registered(person("Mary", "Smith"));
};
INSTANTIATE_STORE_TESTS(Merge);

// ---- what moves ----

TEST(MergeOfEveryRecord, EveryTypeOfAChartMovesButThePersonAndTheirMerges) {
    for (auto const* type : all_record_types()) {
        if (type->stream.kind != chart_stream_kind) continue;
        bool const stays = type->name == "participant" || type->name == "participant_merge";
        EXPECT_EQ(moves_with_chart(*type), !stays) << type->name;
    }
}

// An undo lets go of a reference across the two charts, so it must be one that may be empty, in the record itself.
TEST(MergeOfEveryRecord, OneRecordOfAChartNamesAnotherOnlyWhereItNeedNot) {
    auto const types = all_record_types();
    auto const is_of_chart = [&](std::string_view name) {
        return std::ranges::any_of(types,
                                   [&](auto const* type) { return type->name == name && moves_with_chart(*type); });
    };
    for (auto const* type : types) {
        for (auto const& field : type->fields) {
            if (moves_with_chart(*type) && is_of_chart(field.rule.references)) {
                EXPECT_TRUE(field.optional) << type->name << "." << field.name;
            }
            if (field.nested == nullptr) continue;
            for (auto const& inner : field.nested->fields) {
                EXPECT_FALSE(moves_with_chart(*type) && is_of_chart(inner.rule.references))
                    << type->name << "." << field.name;
            }
        }
    }
}

TEST_P(Merge, EverythingInTheOtherChartIsInTheKeptOneAndBackAgain) {
    fill_chart(kept_);
    fill_chart(other_);
    auto const before = everything();
    ASSERT_EQ(findings(), "");
    ASSERT_TRUE(merge(kept_, other_));
    for (auto const* type : types()) {
        if (!moves_with_chart(*type)) continue;
        EXPECT_EQ(records_in(*type, other_), 0) << type->name;
        EXPECT_EQ(records_in(*type, kept_), 2) << type->name;
    }
    EXPECT_EQ(stored(other_.id)->merged_into_id, kept_.id);
    EXPECT_EQ(findings(), "");
    ASSERT_TRUE(undo(merge_of(other_)));
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(findings(), "");
}

TEST_P(Merge, HistoryGoesOnWhereTheRecordWent) {
    auto const contact = logged(other_);
    merge(kept_, other_).value();
    EXPECT_EQ(history_in(other_, to_string(contact.id)), (Strings{"1 log_contact", "2 merge_participants"}));
    EXPECT_EQ(history_in(kept_, to_string(contact.id)), Strings{"2 merge_participants"});
    std::vector<std::string> charts;
    database().read([&](Reader& reader) { charts = charts_with_history(reader, to_string(kept_.id)); });
    EXPECT_EQ(charts, (Strings{to_string(kept_.id), to_string(other_.id)}));
    EXPECT_EQ(stored(contact.id)->authored_by, contact.authored_by);
}

TEST_P(Merge, OverlappingOpenEpisodesBothStayAndGoOn) {
    auto const one = enrolled(kept_, ana_, cedar_);
    auto const two = enrolled(other_, ben_, elm_, "2026-10-10");
    ASSERT_TRUE(merge(kept_, other_));
    EXPECT_EQ(stored(one.id)->participant_id, kept_.id);
    EXPECT_EQ(stored(two.id)->participant_id, kept_.id);
    EXPECT_EQ(stored(two.id)->status, two.status);
    auto const contact = logged(kept_, two.id);
    EXPECT_EQ(contact.episode_id, two.id);
    EndEpisode const end{two.id, 2, EndReason::completed, Date::parse("2026-11-01").value()};
    EXPECT_TRUE(end_episode(permit(), organization(), end, key()));
}

TEST_P(Merge, FiguresCountOnePerson) {
    enrolled(kept_, ana_, cedar_);
    enrolled(other_, ben_, elm_, "2026-10-10");
    auto const people = [&] {
        auto const text = program_report(permit(), organization(), {}, ReportFormat::json).value();
        auto const at = text.find("\"participants_by_sex\"");
        auto const number = text.find("\"denominator\":", at);
        return std::stoi(text.substr(number + 14, 4));
    };
    EXPECT_EQ(people(), 2);
    merge(kept_, other_).value();
    EXPECT_EQ(people(), 1);
    undo(merge_of(other_)).value();
    EXPECT_EQ(people(), 2);
}

// ---- the person ----

TEST_P(Merge, WhatOnlyTheOtherKnowsIsTakenAndWhatWasChosen) {
    auto kept = *stored(kept_.id);
    kept.email = "maria@example.org";
    kept.justice_involvement = {};
    edit_participant(permit(), organization(), kept, key()).value();
    auto other = *stored(other_.id);
    other.email = "mary@example.org";
    other.pronouns = "she/her";
    other.justice_involvement = {{"probation"}};
    edit_participant(permit(), organization(), other, key()).value();
    auto const before = everything();
    EXPECT_EQ(brief(merge(kept_, other_, {"name_key"}).error().problems), Strings{"take:unknown_field"});
    ASSERT_TRUE(merge(kept_, other_, {"family_name"}));
    auto const now = *stored(kept_.id);
    EXPECT_EQ(now.given_name, "Maria");
    EXPECT_EQ(now.family_name, "Smith");
    EXPECT_EQ(now.name_key, "smith maria");
    EXPECT_EQ(now.email, "maria@example.org");
    EXPECT_EQ(now.pronouns, "she/her");
    EXPECT_TRUE(now.justice_involvement.contains("probation"));
    EXPECT_EQ(now.birth_date, kept_.birth_date);
    auto const done = merge_of(other_);
    EXPECT_EQ(to_shown_json(record_type<ParticipantMerge>(), &done).find("probation"), std::string::npos);
    undo(done).value();
    EXPECT_EQ(everything(), before);
}

TEST_P(Merge, AFieldThatWasEditedSinceStaysAsItWasEdited) {
    merge(kept_, other_, {"family_name", "given_name"}).value();
    auto now = *stored(kept_.id);
    now.family_name = "Alvarez Smith";
    edit_participant(permit(), organization(), now, key()).value();
    undo(merge_of(other_)).value();
    EXPECT_EQ(stored(kept_.id)->family_name, "Alvarez Smith");
    EXPECT_EQ(stored(kept_.id)->given_name, "Maria");
    EXPECT_EQ(stored(kept_.id)->name_key, "alvarez smith maria");
}

TEST_P(Merge, TheOldIdLeadsToTheKeptOneAndIsWrittenToNoMore) {
    merge(kept_, other_).value();
    database().read([&](Reader& reader) {
        EXPECT_EQ(kept_person(reader, other_.id), kept_.id);
        EXPECT_EQ(kept_person(reader, kept_.id), kept_.id);
    });
    auto edited = *stored(other_.id);
    edited.pronouns = "she/her";
    EXPECT_EQ(brief(edit_participant(permit(), organization(), edited, key()).error().problems), Strings{":merged"});
    Contact contact;
    contact.participant_id = other_.id;
    contact.started_at = Moment::parse("2026-10-20T14:00:00Z").value();
    contact.mode.word = "phone";
    contact.outcome.word = "reached";
    EXPECT_EQ(brief(log_contact(permit(), organization(), contact, key()).error().problems),
              Strings{"participant_id:merged"});
    ParticipantPhone phone{.participant_id = other_.id, .number = "215-555-0142"};
    EXPECT_EQ(brief(save_entry(permit(), organization(), phone, key()).error().problems),
              Strings{"participant_id:merged"});
}

// ---- who sees whom ----

TEST_P(Merge, WhoeverSawEitherSeesTheMergedPersonByBothIds) {
    auto const hers = anas(person("Robin", "Gray"));
    auto const his = bens(person("Robyn", "Grey"));
    EXPECT_FALSE(sees(ana(), his));
    merge(hers, his).value();
    for (auto const& permit : {ana(), ben(), sue()}) {
        EXPECT_TRUE(sees(permit, hers));
        EXPECT_TRUE(sees(permit, his));
    }
    undo(merge_of(his)).value();
    EXPECT_FALSE(sees(ana(), his));
    EXPECT_FALSE(sees(ben(), hers));
    EXPECT_TRUE(sees(ben(), his));
}

TEST_P(Merge, WhoeverHadOnlyJustRegisteredOneOfTheTwoKeepsSight) {
    for (bool const keep_the_new_one : {false, true}) {
        auto const known = bens(person("Robyn", keep_the_new_one ? "Grey" : "Black"));
        auto const fresh = person("Kim", keep_the_new_one ? "Green" : "Brown");
        register_participant(ana(), organization(), fresh, key()).value();
        EXPECT_TRUE(sees(ana(), fresh));
        auto const before = everything();
        auto const& kept = keep_the_new_one ? static_cast<Participant const&>(fresh) : known;
        auto const& merged = keep_the_new_one ? known : static_cast<Participant const&>(fresh);
        merge(kept, merged).value();
        EXPECT_TRUE(sees(ana(), kept)) << keep_the_new_one;
        EXPECT_TRUE(sees(ana(), merged)) << keep_the_new_one;
        EXPECT_TRUE(sees(ben(), kept)) << keep_the_new_one;
        undo(merge_of(merged)).value();
        EXPECT_EQ(everything(), before);
        EXPECT_FALSE(sees(ana(), known));
    }
}

TEST_P(Merge, WhoeverHadSightOfNeitherGainsNone) {
    auto const one = bens(person("Robyn", "Grey"));
    auto fresh = person("Kim", "Brown");
    register_participant(ana(), organization(), fresh, key()).value();
    Referral referral;
    referral.id = new_id<Referral>();
    referral.participant_id = fresh.id;
    referral.site_id = elm_;
    referral.received_at = Moment::parse("2026-11-01T14:00:00Z").value();
    refer(permit(), organization(), referral, key()).value();
    assign_referral(permit(), organization(), {referral.id, 1, ben_.staff}, key()).value();
    ASSERT_FALSE(sees(ana(), fresh));
    merge(one, fresh).value();
    EXPECT_FALSE(sees(ana(), one));
    EXPECT_FALSE(sees(ana(), fresh));
}

// ---- undoing ----

TEST_P(Merge, WhatWasWrittenSinceStaysWithTheKeptPerson) {
    auto const episode = enrolled(other_, ben_, elm_);
    auto const hers = logged(kept_);
    auto const theirs = logged(other_, episode.id);
    merge(kept_, other_).value();
    auto const since = logged(kept_, episode.id);
    auto amended = *stored(theirs.id);
    amended.minutes = 25;
    amended.authored_by.reset();
    amend_contact(permit(), organization(), amended, key()).value();
    undo(merge_of(other_)).value();
    EXPECT_EQ(stored(episode.id)->participant_id, other_.id);
    EXPECT_EQ(stored(theirs.id)->participant_id, other_.id);
    EXPECT_EQ(stored(theirs.id)->minutes, 25);
    EXPECT_EQ(stored(theirs.id)->episode_id, episode.id);
    EXPECT_EQ(stored(hers.id)->version, 1);
    EXPECT_EQ(stored(since.id)->participant_id, kept_.id);
    EXPECT_EQ(stored(since.id)->episode_id, std::nullopt);  // that episode is not hers
    EXPECT_EQ(findings(), "");
}

TEST_P(Merge, WhatGoesBackLetsGoOfWhatStays) {
    auto const hers = enrolled(kept_, ana_, cedar_);
    auto const theirs = logged(other_);
    merge(kept_, other_).value();
    auto amended = *stored(theirs.id);
    amended.episode_id = hers.id;
    amended.authored_by.reset();
    amend_contact(permit(), organization(), amended, key()).value();
    undo(merge_of(other_)).value();
    EXPECT_EQ(stored(theirs.id)->participant_id, other_.id);
    EXPECT_EQ(stored(theirs.id)->episode_id, std::nullopt);
}

TEST_P(Merge, IsUndoneOnceAndTheLastOneFirst) {
    auto const third = registered(person("Anna", "Brown"));
    logged(other_);
    auto const before = everything();
    merge(kept_, other_).value();
    auto const between = everything();
    merge(third, kept_).value();
    EXPECT_EQ(stored(other_.id)->merged_into_id, third.id);
    auto const first = merge_of(other_);
    EXPECT_EQ(undo(first).error().code, ErrorCode::illegal_transition);
    undo(merge_of(kept_)).value();
    EXPECT_EQ(everything(), between);
    undo(first).value();
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(undo(*stored(first.id)).error().code, ErrorCode::illegal_transition);
    EXPECT_EQ(findings(), "");
}

TEST_P(Merge, TwoIntoOneAreUndoneInAnyOrder) {
    auto const third = registered(person("Anna", "Brown"));
    logged(other_);
    logged(third);
    auto const before = everything();
    merge(kept_, other_).value();
    merge(kept_, third).value();
    undo(merge_of(other_)).value();
    EXPECT_EQ(stored(third.id)->merged_into_id, kept_.id);
    undo(merge_of(third)).value();
    EXPECT_EQ(everything(), before);
}

// ---- refusals and races ----

TEST_P(Merge, NeedsBothVersionsAReasonAndTwoPeople) {
    auto const ask = [&](MergeParticipants command, Permit const& permit) {
        command.reason = command.reason.empty() ? "the same person" : command.reason;
        return merge_participants(permit, organization(), types(), command, key()).error();
    };
    EXPECT_EQ(ask({kept_.id, 1, other_.id, 1}, sue()).code, ErrorCode::not_allowed);
    EXPECT_EQ(ask({kept_.id, 1, kept_.id, 1}, permit()).problems.at(0).code, "same");
    EXPECT_EQ(ask({kept_.id, 0, other_.id, 1}, permit()).code, ErrorCode::version_required);
    EXPECT_EQ(ask({kept_.id, 1, other_.id, 0}, permit()).code, ErrorCode::version_required);
    EXPECT_EQ(ask({kept_.id, 2, other_.id, 1}, permit()).code, ErrorCode::stale_version);
    EXPECT_EQ(ask({kept_.id, 1, other_.id, 2}, permit()).code, ErrorCode::stale_version);
    EXPECT_EQ(ask({kept_.id, 1, new_id<Participant>(), 1}, permit()).code, ErrorCode::not_found);
    EXPECT_EQ(brief(ask({kept_.id, 1, other_.id, 1, " "}, permit()).problems), Strings{"reason:required"});
    merge(kept_, other_).value();
    EXPECT_EQ(ask({kept_.id, stored(kept_.id)->version, other_.id, 2}, permit()).code, ErrorCode::illegal_transition);
}

TEST_P(Merge, ARepeatedOneIsAnsweredWithTheFirst) {
    MergeParticipants const command{kept_.id, 1, other_.id, 1, "the same person"};
    auto const first = merge_participants(permit(), organization(), types(), command, "same").value();
    auto const again = merge_participants(permit(), organization(), types(), command, "same").value();
    EXPECT_EQ(again.outcome, Outcome::duplicate);
    EXPECT_EQ(again.result, first.result);
}

TEST_P(Merge, OfTwoAtOnceOneHappens) {
    for (int round = 0; round < 5; ++round) {
        auto const one = registered(person("Given" + std::to_string(round), "Xavier"));
        auto const two = registered(person("Other" + std::to_string(round), "Young"));
        logged(one);
        logged(two);
        std::array<Result<Written>, 2> done{Error{}, Error{}};
        std::array<MergeParticipants, 2> const commands{MergeParticipants{one.id, 1, two.id, 1, "the same person"},
                                                        MergeParticipants{two.id, 1, one.id, 1, "the same person"}};
        std::array<std::string, 2> const keys{key(), key()};
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < 2; ++i) {
            threads.emplace_back(
                [&, i] { done[i] = merge_participants(permit(), organization(), types(), commands[i], keys[i]); });
        }
        for (auto& thread : threads) thread.join();
        EXPECT_NE(done[0].has_value(), done[1].has_value());
        auto const& refused = done[0] ? done[1] : done[0];
        EXPECT_EQ(refused.error().code, ErrorCode::stale_version) << to_string(refused.error());
    }
    EXPECT_EQ(findings(), "");
}

TEST_P(Merge, AChainMadeAtTheSameTimeLeavesNobodyBehind) {
    for (int round = 0; round < 5; ++round) {
        auto const a = registered(person("Given" + std::to_string(round), "Xavier"));
        auto const b = registered(person("Other" + std::to_string(round), "Young"));
        auto const c = registered(person("Third" + std::to_string(round), "Zimmer"));
        std::array<MergeParticipants, 2> const commands{MergeParticipants{b.id, 1, a.id, 1, "the same person"},
                                                        MergeParticipants{c.id, 1, b.id, 1, "the same person"}};
        std::array<std::string, 2> const keys{key(), key()};
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < 2; ++i) {
            threads.emplace_back([&, i] {
                static_cast<void>(merge_participants(permit(), organization(), types(), commands[i], keys[i]));
            });
        }
        for (auto& thread : threads) thread.join();
        // Nobody leads to somebody who leads on.
        EXPECT_EQ(count("SELECT count(*) FROM participant p JOIN participant k ON k.id = p.merged_into_id "
                        "WHERE k.merged_into_id IS NOT NULL"),
                  0);
    }
}

// ---- the queue ----

TEST_P(Merge, DecidesThePairAndAnUndoOpensItAgain) {
    auto const hidden = bens(person("Robin", "Gray", "1980-01-02"));
    auto const fresh = person("Robin", "Gray", "1980-01-02");
    register_participant(ana(), organization(), fresh, key()).value();
    auto const before = everything();
    ASSERT_EQ(pairs().size(), 1U);
    merge(hidden, fresh).value();
    EXPECT_EQ(pairs()[0].status, DuplicateStatus::merged);
    EXPECT_EQ(pairs()[0].decision_reason, "the same person");
    undo(merge_of(fresh)).value();
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(search_for_duplicates(permit(), organization()).value(), 0U);
}

TEST_P(Merge, WhoeverWasMergedIsNoCandidateOfASearch) {
    merge(kept_, other_).value();
    EXPECT_EQ(search_for_duplicates(permit(), organization()).value(), 0U);
}

// ---- sync ----

TEST_P(Merge, ADeviceFollowsWhatMovedThereAndBack) {
    auto const hers = anas(person("Robin", "Gray"));
    auto const his = bens(person("Robyn", "Grey"));
    auto const contact = logged(his);
    auto const sync = [&](SyncCursor const& cursor) {
        return changes_since(ana(), organization(), types(), cursor).value();
    };
    auto const about = [&](SyncAnswer const& answer) {
        std::vector<std::string> found;
        for (auto const& stream : answer.streams) {
            for (auto const& record : stream.records) {
                if (record.id != to_string(contact.id)) continue;
                found.push_back((stream.id == to_string(hers.id) ? "hers " : "other ") +
                                std::string(record.record_json ? "there" : "gone"));
            }
        }
        return found;
    };
    auto const first = sync({});
    EXPECT_EQ(about(first), Strings{});
    merge(hers, his).value();
    auto const second = sync(first.cursor);
    EXPECT_EQ(about(second), Strings{"hers there"});
    undo(merge_of(his)).value();
    EXPECT_EQ(about(sync(second.cursor)), Strings{"hers gone"});
}

}  // namespace
}  // namespace cairn
