#include "features/contacts/contact_routes.hpp"

#include <gtest/gtest.h>

#include "features/contacts/contact.hpp"
#include "features/history/testing.hpp"

namespace cairn {
namespace {

class ContactRoutes : public RouteTest {
protected:
    ContactRoutes() : RouteTest(contact_routes) {}

    std::string body(std::string_view more = "") {
        return "{\"participant_id\":\"" + to_string(participant_) + "\",\"peer_id\":\"" + to_string(peer_) +
               "\",\"started_at\":\"2026-11-02T10:00:00Z\",\"mode\":\"phone\",\"outcome\":\"reached\",\"minutes\":25,"
               "\"note\":\"talked about the appointment\"" +
               std::string(more) + "}";
    }
    std::string logged(std::string_view more = "") {
        auto const answer = api().as("ana").command("/contacts", body(more));
        EXPECT_EQ(answer.status, 201) << answer.body;
        return text_at(answer, "id");
    }
    Id<Episode> const episode_ = enrolled().id;
};
INSTANTIATE_STORE_TESTS(ContactRoutes);

TEST_P(ContactRoutes, AContactIsLoggedAndReadBack) {
    auto const answer = api().command("/contacts", body());
    ASSERT_EQ(answer.status, 201) << answer.body;
    auto const id = text_at(answer, "id");
    EXPECT_EQ(answer.header("Location"), "contacts/" + id);
    auto const read = api().get("/contacts/" + id);
    EXPECT_EQ(read.status, 200);
    EXPECT_EQ(read.header("ETag"), "\"1\"");
    EXPECT_EQ(text_at(read, "authored_by"), account_of(peer_));
    EXPECT_EQ(text_at(read, "note"), "talked about the appointment");
    EXPECT_EQ(api().reads().reads.back().participants, std::set<std::string>{to_string(participant_)});
}

TEST_P(ContactRoutes, ARepeatedRequestIsDoneOnce) {
    std::vector<Header> const key{{"Idempotency-Key", "the same"}};
    auto const first = api().post("/contacts", body(), key);
    auto const again = api().post("/contacts", body(), key);
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(text_at(again, "outcome"), "duplicate");
    EXPECT_EQ(text_at(again, "id"), text_at(first, "id"));
    EXPECT_EQ(api().post("/contacts", body(",\"after_hours\":true"), key).status, 422);
}

TEST_P(ContactRoutes, NotesAreForThoseWhoMayReadThem) {
    auto const id = logged();
    EXPECT_NE(api().as("mo").get("/contacts/" + id).body.find("appointment"), std::string::npos);
    database().maintain([&](Maintenance& session) {
        session.execute({"INSERT INTO consent (id, version, participant_id, recipient_staff_id, purpose, signed_on) "
                         "VALUES ($1, 1, $2, $3, 'treatment', '2026-10-01')",
                         {to_string(new_id<Contact>()), to_string(participant_), to_string(clinician_)}});
        session.execute({"UPDATE episode SET pcp_id = $1 WHERE id = $2", {to_string(clinician_), to_string(episode_)}});
    });
    auto const read = api().as("cleo").get("/contacts/" + id);
    EXPECT_EQ(read.status, 200) << read.body;
    EXPECT_EQ(read.body.find("appointment"), std::string::npos);
    EXPECT_EQ(api().get("/contacts?participant_id=" + to_string(participant_)).body.find("appointment"),
              std::string::npos);
    EXPECT_EQ(api().get("/contacts/" + id + "/history").body.find("appointment"), std::string::npos);
}

TEST_P(ContactRoutes, AListBeginsWithTheNewestAndGoesOn) {
    for (std::string const at : {"2026-10-01", "2026-10-03", "2026-10-02", "2026-10-02"}) {
        auto const sent = "{\"participant_id\":\"" + to_string(participant_) + "\",\"started_at\":\"" + at +
                          "\",\"mode\":\"phone\",\"outcome\":\"no_answer\"}";
        EXPECT_EQ(api().command("/contacts", sent).status, 201);
    }
    auto const list = "/contacts?participant_id=" + to_string(participant_) + "&limit=3";
    auto const first = api().get(list);
    EXPECT_EQ(items_of(first, "service_date"), (Strings{"2026-10-03", "2026-10-02", "2026-10-02"}));
    auto const next = text_at(first, "next");
    ASSERT_FALSE(next.empty());
    auto const second = api().get(list + "&cursor=" + next);
    EXPECT_EQ(items_of(second, "service_date"), Strings{"2026-10-01"});
    EXPECT_TRUE(json_of(second).at("next").is_null());
    EXPECT_EQ(api().get("/contacts?limit=3").status, 422);
    EXPECT_TRUE(items_of(api().as("bea").get(list), "id").empty());
}

TEST_P(ContactRoutes, AmendingAndVoidingAreTheAuthors) {
    auto const id = logged();
    auto const changed = body(",\"after_hours\":true");
    EXPECT_EQ(api().as("bea").edit("/contacts/" + id, changed, 1).status, 404);
    EXPECT_EQ(api().as("sol").edit("/contacts/" + id, changed, 1).status, 403);
    auto const amended = api().as("ana").edit("/contacts/" + id, changed, 1);
    EXPECT_EQ(amended.status, 200) << amended.body;
    EXPECT_EQ(api().edit("/contacts/" + id, changed, 1).status, 412);
    EXPECT_EQ(api().command("/contacts/" + id + "/void", "{}", 2).status, 422);
    EXPECT_EQ(api().command("/contacts/" + id + "/void", "{\"reason\":\"logged twice\"}", 2).status, 200);
    EXPECT_EQ(text_at(api().get("/contacts/" + id), "void_reason"), "logged twice");
}

TEST_P(ContactRoutes, WhatWasReadCanBeSentBack) {
    auto const id = logged();
    auto const read = api().get("/contacts/" + id);
    auto const sent = api().edit("/contacts/" + id, read.body, 1);
    EXPECT_EQ(sent.status, 200) << sent.body;
}

TEST_P(ContactRoutes, AnAttemptWorksOnTheReferralOfItsAddress) {
    auto const id = new_id<Participant>();
    register_participant(holder(peer_, Role::peer), organization(), {.id = id, .given_name = "Kai"}, key()).value();
    auto referral = a_referral();
    referral.participant_id = id;
    referral.peer_id = peer_;
    refer(permit(), organization(), referral, key()).value();
    auto const attempt = "{\"participant_id\":\"" + to_string(id) +
                         "\",\"started_at\":\"2026-11-02T10:00:00Z\",\"mode\":\"phone\",\"outcome\":\"no_answer\"}";
    auto const answer = api().command(path("/referrals/", referral.id, "/attempts"), attempt);
    EXPECT_EQ(answer.status, 201) << answer.body;
    EXPECT_EQ(answer.header("Location"), "../../contacts/" + text_at(answer, "id"));
    EXPECT_EQ(stored(referral.id)->status, ReferralStatus::reaching_out);
    EXPECT_EQ(api().as("bea").command(path("/referrals/", referral.id, "/attempts"), attempt).status, 404);
}

TEST_P(ContactRoutes, HistoryTellsWhoChangedWhat) {
    database().maintain([&](Maintenance& session) {
        session.execute({"INSERT INTO account (id, version, staff_id, login, password_hash, password_changed_at, "
                         "must_change_password) VALUES ($1, 1, $1, 'ana', 'x', '2026-01-01T00:00:00.000Z', FALSE)",
                         {to_string(peer_)}});
    });
    auto const id = logged();
    api().edit("/contacts/" + id, body(",\"after_hours\":true"), 1);
    auto const history = api().get("/contacts/" + id + "/history");
    ASSERT_EQ(history.status, 200) << history.body;
    EXPECT_EQ(items_of(history, "command"), (Strings{"amend_contact", "log_contact"}));
    EXPECT_EQ(items_of(history, "actor_name"), (Strings{"Ana", "Ana"}));
    EXPECT_EQ(items_of(history, "changes").front(), "[{\"field\":\"after_hours\",\"before\":false,\"after\":true}]");
    EXPECT_NE(items_of(history, "changes").back().find("talked about"), std::string::npos);
    auto const first = api().get("/contacts/" + id + "/history?limit=1");
    auto const second = api().get("/contacts/" + id + "/history?limit=1&cursor=" + text_at(first, "next"));
    EXPECT_EQ(items_of(first, "version"), Strings{"2"});
    EXPECT_EQ(items_of(second, "version"), Strings{"1"});
    EXPECT_EQ(api().as("bea").get("/contacts/" + id + "/history").status, 404);
}

}  // namespace
}  // namespace cairn
