// Creating a person whom the caller may not see, and one who does not exist: nothing that the caller can find out
// afterwards tells the two apart (42 CFR 2.13(c); domain, Duplicates).
#include <gtest/gtest.h>

#include <regex>

#include "features/duplicates/candidates.hpp"
#include "features/duplicates/duplicate_routes.hpp"
#include "features/sync/sync.hpp"
#include "http/testing.hpp"
#include "people_to_merge.hpp"

namespace cairn {
namespace {

// What registration is over HTTP, whatever else its slice offers there.
Routes registration_route(Organization& organization) {
    return {{.method = Method::post,
             .path = "/participants",
             .needs = Permission::edit_participants,
             .operation = "register_participant",
             .summary = "A new participant.",
             .takes = {.body = BodyKind::json, .record = &record_type<Registration>(), .key = true},
             .gives = {.shape = Shape::written, .status = 201},
             .handle = [&organization](Call& call) -> Result<HttpResponse> {
                 auto const registration = read_body<Registration>(call);
                 if (!registration) return registration.error();
                 auto const written = register_participant(call.permit, organization, *registration, call.key);
                 if (!written) {
                     for (auto const& id : shown_candidates(written.error())) call.saw(id);
                 }
                 return written_response(written, "/api/v1/participants");
             }}};
}

Routes routes_of(Organization& organization, std::vector<RecordType const*> const& types) {
    auto routes = duplicate_routes(organization, types);
    for (auto& route : registration_route(organization)) routes.push_back(std::move(route));
    return routes;
}

// Counts what is asked of the reader behind it.
class CountingReader final : public Reader {
public:
    explicit CountingReader(Reader& reader) : reader_(reader) {}
    Engine engine() const override { return reader_.engine(); }
    void each(Statement const& statement, RowVisitor const& visit) override {
        asked.emplace_back(statement.sql);
        reader_.each(statement, visit);
    }

    std::vector<std::string> asked{};

private:
    Reader& reader_;
};

class Creation : public MergeTest {
protected:
    Creation() : api_(routes_of(organization(), types()), organization().clock()) {
        api_.door().let_in("ana", ana());
        api_.door().let_in("ben", ben());
        api_.door().let_in("sue", sue());
        api_.door().let_in("mia", mia());
        api_.door().let_in("clinician", permit_of(ana_, Role::clinician));
    }

    static std::string body_of(Id<Participant> const& id, std::string_view given, std::string_view family) {
        return "{\"id\":\"" + to_string(id) + "\",\"given_name\":\"" + std::string(given) + "\",\"family_name\":\"" +
               std::string(family) +
               "\",\"birth_date\":\"1980-01-02\",\"phones\":[{\"number\":\"215-555-0142\"}],"
               "\"identifiers\":[{\"system\":\"Cedar MRN\",\"value\":\"" +
               std::string(family) + "-7\"}]}";
    }
    // Without ids, hashes of the moment and the names that were sent.
    static std::string anonymous(std::string text, std::string_view given, std::string_view family) {
        static std::regex const uuid("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
        static std::regex const cursor("\"cursor\":\"[^\"]*\"");
        text = std::regex_replace(text, uuid, "ID");
        text = std::regex_replace(text, cursor, "CURSOR");
        for (auto const& name : {std::string(given), std::string(family)}) {
            text = std::regex_replace(text, std::regex(name, std::regex::icase), "NAME");
        }
        return text;
    }
    static std::string written(HttpResponse const& response) {
        auto text = std::to_string(response.status) + '\n';
        for (auto const& header : response.headers) text += header.name + ": " + header.value + '\n';
        return text + response.body;
    }
    // Every journal entry in the streams of a permit: the directory, the own file, the charts in view.
    std::string events(Permit const& permit) {
        std::map<std::string, std::string> by_stream;
        std::string text;
        database().read([&](Reader& reader) {
            by_stream.clear();
            text.clear();
            reader.each({"SELECT stream, seq, actor, command, record_type, version, body FROM journal "
                         "ORDER BY stream, seq LIMIT 10000"},
                        [&](Row const& row) {
                            auto& entries = by_stream[std::string(row.text(0))];
                            for (int column = 0; column < 7; ++column) entries += std::string(row.text(column)) + ' ';
                            entries += '\n';
                            return true;
                        });
            by_stream.erase(std::string(directory_stream_id));  // counted apart: it is long
            for (auto const& [stream, entries] : by_stream) {
                if (stream == permit.staff_id() || may_see(reader, permit, stream)) text += entries;
            }
        });
        return text;
    }
    std::int64_t seq_of(std::string_view stream) {
        std::int64_t seq = 0;
        database().read([&](Reader& reader) {
            seq = reader.integer({"SELECT seq FROM stream WHERE id = $1", {std::string(stream)}}).value_or(0);
        });
        return seq;
    }
    // Everything that the permit's device is told, from the beginning.
    std::string synced(Permit const& permit) {
        auto const answer = changes_since(permit, organization(), types(), {}).value();
        std::string text;
        for (auto const& stream : answer.streams) {
            text += stream.kind + ' ' + std::to_string(stream.seq) + '\n';
            for (auto const& record : stream.records) {
                text +=
                    record.type + ' ' + std::to_string(record.version) + ' ' + record.record_json.value_or("-") + '\n';
            }
        }
        return text;
    }

    // What ana finds out by registering somebody, in every way open to her.
    struct FoundOut {
        std::string answer;
        std::string repeated;
        std::string events;
        std::string synced;
        std::vector<std::size_t> reads;
        std::int64_t directory = 0;
        std::string next_answer;
    };
    FoundOut registers(std::string_view given, std::string_view family) {
        auto const id = new_id<Participant>();
        auto const reads_before = api_.reads().reads.size();
        auto const directory_before = seq_of(directory_stream_id);
        auto const body = body_of(id, given, family);
        std::vector<Header> const with_key{{"Idempotency-Key", "key-" + std::string(family)}};
        FoundOut found;
        api_.as("ana");
        found.answer = anonymous(written(api_.post("/participants", body, with_key)), given, family);
        found.repeated = anonymous(written(api_.post("/participants", body, with_key)), given, family);
        found.events = anonymous(events(ana()), given, family);
        found.synced = anonymous(synced(ana()), given, family);
        for (auto i = reads_before; i < api_.reads().reads.size(); ++i) {
            found.reads.push_back(api_.reads().reads[i].participants.size());
        }
        found.directory = seq_of(directory_stream_id) - directory_before;
        ParticipantPhone phone{.participant_id = id, .number = "215-555-0100"};
        auto const next = save_entry(ana(), organization(), phone, key());
        found.next_answer = anonymous(next ? next->result : to_string(next.error()), given, family);
        withdraw_from_view(id);
        return found;
    }
    // The next one is registered with the same people in view.
    void withdraw_from_view(Id<Participant> const& id) {
        Referral referral;
        referral.id = new_id<Referral>();
        referral.participant_id = id;
        referral.site_id = elm_;
        referral.received_at = Moment::parse("2026-11-01T14:00:00Z").value();
        refer(permit(), organization(), referral, key()).value();
        assign_referral(permit(), organization(), {referral.id, 1, ben_.staff}, key()).value();
    }

    ApiTester api_;
};
INSTANTIATE_STORE_TESTS(Creation);

TEST_P(Creation, OfSomebodyHiddenAndOfSomebodyNewCannotBeToldApart) {
    anas(person("Robin", "Gray"));
    auto hidden = person("Maria", "Alvarez", "1980-01-02");
    hidden.phones = {{.number = "215-555-0142"}};
    hidden.identifiers = {{"Cedar MRN", "Alvarez-7"}};
    auto const there = bens(hidden);
    auto const seen_by_ben = seq_of(to_string(there.id));
    auto const absent = registers("Wanda", "Quimby");
    auto const present = registers("Maria", "Alvarez");
    EXPECT_EQ(present.answer, absent.answer);
    EXPECT_EQ(present.answer.substr(0, 3), "201");
    EXPECT_EQ(present.repeated, absent.repeated);
    EXPECT_EQ(present.events, absent.events);
    EXPECT_EQ(present.synced, absent.synced);
    EXPECT_EQ(present.reads, absent.reads);
    EXPECT_EQ(present.directory, absent.directory);
    EXPECT_EQ(present.next_answer, absent.next_answer);
    // The one whom it concerns sees nothing of it either, and somebody who may see both does.
    EXPECT_EQ(seq_of(to_string(there.id)), seen_by_ben);
    ASSERT_EQ(pairs().size(), 1U);
    EXPECT_EQ(pairs()[0].other_id, there.id);
    EXPECT_EQ(api_.as("ana").get("/duplicates").status, 403);
    EXPECT_NE(api_.as("mia").get("/duplicates").body.find(to_string(there.id)), std::string::npos);
}

TEST_P(Creation, AsksTheSameQuestionsWhetherOrNotAnybodyIsFound) {
    bens(person("Maria", "Alvarez", "1980-01-02"));
    auto const asked = [&](Registration const& registration) {
        std::vector<std::string> questions;
        auto person = match_person(registration);
        cairn::add_phone(person, "215-555-0142");
        database().read([&](Reader& reader) {
            CountingReader counting(reader);
            static_cast<void>(find_candidates(counting, person));
            questions = counting.asked;
        });
        return questions;
    };
    auto const none = asked(person("Wanda", "Quimby", "1975-01-02"));
    EXPECT_EQ(asked(person("Maria", "Alvarez", "1980-01-02")), none);
    EXPECT_EQ(none.size(), 2U);
}

TEST_P(Creation, ACandidateInViewIsRefusedAndTheAccessLogKnowsWhoWasShown) {
    auto const own = anas(person("Maria", "Alvarez", "1980-01-02"));
    auto const refused = api_.as("ana").post("/participants", body_of(new_id<Participant>(), "Maria", "Alvarez"),
                                             {{"Idempotency-Key", "one"}});
    EXPECT_EQ(refused.status, 409);
    EXPECT_NE(refused.body.find("\"code\":\"possible_duplicate\""), std::string::npos) << refused.body;
    EXPECT_NE(refused.body.find(to_string(own.id)), std::string::npos);
    ASSERT_EQ(api_.reads().reads.size(), 1U);
    EXPECT_EQ(api_.reads().reads[0].participants, std::set<std::string>{to_string(own.id)});
}

TEST_P(Creation, AHiddenCandidateBesideOneInViewIsNotShown) {
    auto const own = anas(person("Maria", "Alvarez", "1980-01-02"));
    auto const hidden = bens(person("Maria", "Alvarez", "1980-01-02"));
    auto const refused = api_.as("ana").post("/participants", body_of(new_id<Participant>(), "Maria", "Alvarez"),
                                             {{"Idempotency-Key", "one"}});
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.body.find(to_string(hidden.id)), std::string::npos);
}

// ---- the queue and merges over HTTP ----

TEST_P(Creation, TheQueueShowsPairsOfWhichTheCallerSeesBoth) {
    auto const hidden = bens(person("Maria", "Alvarez", "1980-01-02"));
    auto const fresh = person("Maria", "Alvares", "1980-01-02");
    register_participant(ana(), organization(), fresh, key()).value();
    EXPECT_EQ(api_.as("clinician").get("/duplicates").status, 403);
    EXPECT_EQ(api_.as("sue").get("/duplicates").body, "{\"items\":[],\"next\":null}");
    auto const shown = api_.as("mia").get("/duplicates");
    auto const pair = pairs().at(0);
    EXPECT_EQ(shown.body, "{\"items\":[{\"id\":\"" + to_string(pair.id) +
                              "\",\"version\":1,\"participant\":{\"id\":\"" + to_string(fresh.id) +
                              "\",\"given_name\":\"Maria\",\"family_name\":\"Alvares\",\"birth_date\":\"1980-01-02\"},"
                              "\"other\":{\"id\":\"" +
                              to_string(hidden.id) +
                              "\",\"given_name\":\"Maria\",\"family_name\":\"Alvarez\",\"birth_date\":\"1980-01-02\"},"
                              "\"score\":75,\"reasons\":[\"same_birth_date\",\"similar_name\"],\"status\":\"open\"}],"
                              "\"next\":null}");
    EXPECT_EQ(api_.reads().reads.back().participants,
              (std::set<std::string>{to_string(fresh.id), to_string(hidden.id)}));
    EXPECT_EQ(
        api_.as("mia").command("/duplicates/" + to_string(pair.id) + "/dismiss", "{\"reason\":\"cousins\"}", 1).status,
        200);
    EXPECT_EQ(api_.as("mia").get("/duplicates").body, "{\"items\":[],\"next\":null}");
    EXPECT_NE(api_.as("mia").get("/duplicates?status=not_same").body.find("cousins"), std::string::npos);
    EXPECT_EQ(api_.as("mia").get("/duplicates?status=what").status, 422);
}

TEST_P(Creation, TheQueueComesInPages) {
    bens(person("Maria", "Alvarez", "1980-01-02"));
    for (int i = 0; i < 3; ++i) registered(person("Maria", "Alvarez", "1980-01-02"));
    auto const all = pairs().size();
    ASSERT_EQ(all, 6U);
    std::size_t met = 0;
    std::string cursor;
    do {
        auto const page = api_.as("mia").get("/duplicates?status=not_same&limit=4" + cursor).body;
        for (auto at = page.find("\"score\""); at != std::string::npos; at = page.find("\"score\"", at + 1)) ++met;
        std::smatch next;
        bool const more = std::regex_search(page, next, std::regex("\"next\":\"([^\"]*)\""));
        cursor = more ? "&cursor=" + next[1].str() : "";
    } while (!cursor.empty());
    EXPECT_EQ(met, all);
}

TEST_P(Creation, PeopleAreMergedAndPartedOverHttp) {
    auto const kept = registered(person("Maria", "Alvarez"));
    auto const other = registered(person("Mary", "Smith"));
    auto const path = "/participants/" + to_string(kept.id) + "/merge";
    auto const body = "{\"other_id\":\"" + to_string(other.id) +
                      "\",\"other_version\":1,\"reason\":\"the same person\",\"take\":[\"family_name\"]}";
    EXPECT_EQ(api_.as("sue").command(path, body, 1).status, 403);
    EXPECT_EQ(api_.as("mia").command(path, body).status, 428);
    auto const merged = api_.as("mia").command(path, body, 1);
    ASSERT_EQ(merged.status, 201) << merged.body;
    auto const merge = merge_of(other);
    EXPECT_EQ(merged.header("Location"), "/api/v1/participant-merges/" + to_string(merge.id));
    auto const list = api_.get("/participants/" + to_string(kept.id) + "/merges");
    EXPECT_NE(list.body.find("\"merged_id\":\"" + to_string(other.id)), std::string::npos) << list.body;
    EXPECT_NE(api_.get("/participants/" + to_string(other.id) + "/merges").body.find(to_string(merge.id)),
              std::string::npos);
    auto const one = api_.get("/participant-merges/" + to_string(merge.id));
    EXPECT_EQ(one.header("ETag"), "\"1\"");
    EXPECT_EQ(api_.as("ana").get("/participant-merges/" + to_string(merge.id)).status, 404);
    EXPECT_EQ(api_.as("ana").get("/participants/" + to_string(kept.id) + "/merges").status, 404);
    auto const undo = "/participant-merges/" + to_string(merge.id) + "/undo";
    EXPECT_EQ(api_.as("mia").command(undo, "{\"reason\":\"two people\"}", 1).status, 200);
    EXPECT_EQ(api_.command(undo, "{\"reason\":\"two people\"}", 1).status, 412);
}

}  // namespace
}  // namespace cairn
