#include "features/sync/sync.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include <algorithm>

#include "features/activities/activity.hpp"
#include "features/contacts/contact.hpp"
#include "features/episodes/testing.hpp"
#include "features/sync/change_watch.hpp"
#include "features/sync/sync_routes.hpp"
#include "http/testing.hpp"

namespace cairn {
namespace {

namespace json = boost::json;

// A device that does what it is told, and nothing else.
class Device {
public:
    void take(SyncAnswer const& answer) {
        for (auto const& id : answer.left) streams.erase(id);
        for (auto const& stream : answer.streams) {
            auto& held = streams[stream.id];
            if (stream.whole) held.clear();
            for (auto const& record : stream.records) {
                auto const name = record.type + ' ' + record.id;
                if (record.record_json) {
                    held[name] = *record.record_json;
                } else {
                    held.erase(name);
                }
            }
        }
        cursor = answer.cursor;
    }

    std::map<std::string, std::map<std::string, std::string>> streams{};
    SyncCursor cursor{};
};

class Sync : public ChartTest {
protected:
    std::vector<RecordType const*> const types_{&record_type<Participant>(), &record_type<Referral>(),
                                                &record_type<Episode>(),     &record_type<Contact>(),
                                                &record_type<Staff>(),       &record_type<Activity>()};

    Permit permit_of(Id<Staff> const& staff) {
        return authorize_holder("account of " + to_string(staff), to_string(staff), Role::peer, day("2026-11-02"));
    }
    SyncAnswer sync(Device& device, Id<Staff> const& staff) {
        auto answer = changes_since(permit_of(staff), organization(), types_, device.cursor).value();
        device.take(answer);
        return answer;
    }
    Device fresh(Id<Staff> const& staff) {
        Device device;
        while (sync(device, staff).more) {
        }
        return device;
    }
    Contact a_contact(Episode const& episode) {
        Contact contact;
        contact.id = new_id<Contact>();
        contact.participant_id = episode.participant_id;
        contact.episode_id = episode.id;
        contact.peer_id = episode.peer_id;
        contact.started_at = moment("2026-11-01T15:00:00Z");
        contact.mode = {"phone"};
        contact.outcome = {"reached"};
        return contact;
    }
    void give_to(Episode const& episode, std::optional<Id<Staff>> const& peer) {
        auto const now = *stored(episode.id);
        change_peer(permit(), organization(), {.id = now.id, .version = now.version, .peer_id = peer}, key()).value();
    }
    std::vector<std::string> ids_of(SyncAnswer const& answer) {
        std::vector<std::string> ids;
        for (auto const& stream : answer.streams) ids.push_back(stream.id);
        std::sort(ids.begin(), ids.end());
        return ids;
    }

    std::string const chart_ = to_string(participant_);
};
INSTANTIATE_STORE_TESTS(Sync);

TEST_P(Sync, BringsAChartWholeAndThenOnlyWhatChanged) {
    auto const episode = enrolled();
    Device device;
    auto const first = sync(device, peer_);
    EXPECT_TRUE(device.streams.at(chart_).contains("episode " + to_string(episode.id)));
    EXPECT_TRUE(std::all_of(first.streams.begin(), first.streams.end(), [](auto const& s) { return s.whole; }));
    EXPECT_TRUE(sync(device, peer_).streams.empty());

    auto const contact = a_contact(episode);
    log_contact(permit(), organization(), contact, key()).value();
    auto const second = sync(device, peer_);
    ASSERT_EQ(ids_of(second), Strings{chart_});
    EXPECT_FALSE(second.streams[0].whole);
    ASSERT_EQ(second.streams[0].records.size(), 1U);
    EXPECT_EQ(second.streams[0].records[0].type, "contact");
    EXPECT_EQ(device.streams, fresh(peer_).streams);
}

TEST_P(Sync, HoldsNothingOfPeopleWhoAreWithSomebodyElse) {
    (void)enrolled();
    auto const other = new_id<Staff>();
    register_peer(other, "Bo");
    auto const device = fresh(other);
    EXPECT_FALSE(device.streams.contains(chart_));
    EXPECT_TRUE(device.streams.contains(to_string(other))) << "the own file is the caller's own";
}

TEST_P(Sync, NamesWhatLeftAndSendsItWholeWhenItReturns) {
    auto const episode = enrolled();
    auto const other = new_id<Staff>();
    register_peer(other, "Bo");
    Device device = fresh(peer_);
    give_to(episode, other);
    auto const gone = sync(device, peer_);
    EXPECT_EQ(gone.left, Strings{chart_});
    EXPECT_FALSE(device.streams.contains(chart_));

    log_contact(permit(), organization(), a_contact(*stored(episode.id)), key()).value();
    give_to(episode, peer_);
    auto const back = sync(device, peer_);
    ASSERT_EQ(ids_of(back), Strings{chart_});
    EXPECT_TRUE(back.streams[0].whole);
    EXPECT_EQ(device.streams, fresh(peer_).streams);
}

TEST_P(Sync, LeavesSealedMembersOnTheServer) {
    (void)enrolled();
    auto participant = *stored(participant_);
    participant.justice_involvement = split_words("unknown");
    edit_participant(permit(), organization(), participant, key()).value();
    auto const device = fresh(peer_);
    auto const& held = device.streams.at(chart_).at("participant " + chart_);
    EXPECT_EQ(held.find("justice"), std::string::npos);
    EXPECT_NE(held.find("Robin"), std::string::npos);
}

TEST_P(Sync, BeginsAgainWhenTheDatabaseIsOlderThanTheDevice) {
    (void)enrolled();
    Device device = fresh(peer_);
    device.cursor.seqs[chart_] += 100;
    auto const answer = sync(device, peer_);
    ASSERT_EQ(ids_of(answer), Strings{chart_});
    EXPECT_TRUE(answer.streams[0].whole);
}

TEST_P(Sync, IsForThosePermittedToCarryADevice) {
    auto const clinician = authorize_holder("a", to_string(peer_), Role::clinician, day("2026-11-02"));
    auto const answer = changes_since(clinician, organization(), types_, {});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::not_allowed);
}

TEST_P(Sync, TakesOnlyItsOwnCursors) {
    (void)enrolled();
    ChangeWatch watch(database());
    ApiTester api(sync_routes(organization(), types_, watch), organization().clock());
    api.door().let_in("ana", permit_of(peer_));
    auto const other = new_id<Staff>();
    register_peer(other, "Bo");
    api.door().let_in("bo", permit_of(other));
    auto const first = api.as("ana").post("/sync", "{}");
    ASSERT_EQ(first.status, 200);
    ASSERT_EQ(api.reads().reads.size(), 1U) << "what a device is given is a read";
    auto const cursor = json::value_to<std::string>(json::parse(first.body).at("cursor"));
    auto const body = json::serialize(json::object{{"cursor", cursor}});
    EXPECT_EQ(api.post("/sync", body).status, 200);
    EXPECT_EQ(api.as("bo").post("/sync", body).status, 422) << "somebody else's cursor is unknown";
    EXPECT_EQ(api.as("ana").post("/sync", R"({"cursor":"forged"})").status, 422);
}

TEST_P(Sync, TellsOpenAppsThatSomethingIsNewAndNotWhat) {
    auto const episode = enrolled();
    auto const other = new_id<Staff>();
    register_peer(other, "Bo");
    ChangeWatch watch(database());
    std::mutex mutex;
    std::condition_variable told;
    int ana = 0;
    int bo = 0;
    auto const ana_listens = watch.subscribe(permit_of(peer_), [&](std::string const& text) {
        std::scoped_lock const lock(mutex);
        EXPECT_EQ(text, changed_event);
        ++ana;
        told.notify_all();
    });
    auto const bo_listens = watch.subscribe(permit_of(other), [&](std::string const&) {
        std::scoped_lock const lock(mutex);
        ++bo;
    });
    // The watch begins with what happens after it has begun; a contact more is another chance to be told.
    for (int i = 0; i < 50; ++i) {
        log_contact(permit(), organization(), a_contact(episode), key()).value();
        std::unique_lock lock(mutex);
        if (told.wait_for(lock, std::chrono::milliseconds(200), [&] { return ana > 0; })) break;
    }
    std::scoped_lock const lock(mutex);
    EXPECT_GT(ana, 0);
    EXPECT_EQ(bo, 0) << "the chart is none of theirs";
}

TEST(SyncCursors, AreOfOneMemberOfStaff) {
    SyncCursor cursor;
    cursor.seqs = {{"a", 1}, {"b", 22}};
    auto const text = cursor.text("staff-1");
    EXPECT_EQ(SyncCursor::parse(text, "staff-1")->seqs, cursor.seqs);
    EXPECT_FALSE(SyncCursor::parse(text, "staff-2"));
    EXPECT_FALSE(SyncCursor::parse(text + "\nx", "staff-1"));
    EXPECT_FALSE(SyncCursor::parse("", "staff-1"));
}

}  // namespace
}  // namespace cairn
