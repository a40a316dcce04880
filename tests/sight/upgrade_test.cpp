// A database from before anybody wrote down who registered somebody stays whole when it is brought up to date.
#include <gtest/gtest.h>

#include "app/wire.hpp"
#include "features/participants/participant.hpp"
#include "features/program/testing.hpp"
#include "store/migrate.hpp"
#include "store/verify.hpp"

namespace cairn {
namespace {

constexpr std::size_t migrations_before = 8;

// A participant as the program described them then.
RecordType const& older_participant() {
    static RecordType const type = [] {
        auto older = record_type<Participant>();
        std::erase_if(older.fields, [](Field const& field) {
            return field.name == "registered_by" || field.name == "merged_into_id" || field.name == "in_view_of";
        });
        return older;
    }();
    return type;
}

class OlderDatabase : public testing::TestWithParam<Engine> {
protected:
    OlderDatabase() : store_(GetParam(), false) {
        auto known = program_migrations();
        known.resize(migrations_before);
        migrate(store_.database(), store_.clock(), known).value();
        participant_.id = store_.ids().next_id<Participant>();
        participant_.given_name = "Robin";
        participant_.version = 1;
        WriteRequest const request{.actor = "operator:test",
                                   .command = "register_participant",
                                   .key = "k1",
                                   .request_digest = digest_of("body"),
                                   .streams = {stream_of("participant", participant_.id)}};
        auto const written = store_.database().write(request, [&](Tx& tx) -> Result<std::string> {
            tx.put_row(older_participant(), &participant_, 1);
            return std::string("{}");
        });
        written.value();
        store_.reopen();
        migrate(store_.database(), store_.clock()).value();
    }

    std::string findings() {
        auto const report = verify(store_.database(), all_record_types(), store_.clock()).value();
        std::string text;
        for (auto const& finding : report.findings) text += finding.table + ": " + finding.what + "\n";
        return text;
    }

    TestDatabase store_;
    Participant participant_;
};
INSTANTIATE_STORE_TESTS(OlderDatabase);

TEST_P(OlderDatabase, VerifiesAfterTheUpgradeAlthoughItsJournalLacksTheMember) { EXPECT_EQ(findings(), ""); }

TEST_P(OlderDatabase, StillTellsThatTheMemberWasAltered) {
    store_.database().maintain(
        [](Maintenance& session) { session.execute({"UPDATE participant SET registered_by = 'somebody'"}); });
    EXPECT_NE(findings().find("registered_by"), std::string::npos) << findings();
}

TEST_P(OlderDatabase, EditsSomebodyWithoutClaimingToHaveRegisteredThem) {
    Organization organization(store_.database(), store_.clock(), store_.ids());
    seed_program(organization);
    auto edited = participant_;
    edited.preferred_name = "Rob";
    ASSERT_TRUE(edit_participant(authorize_operator("test"), organization, edited, "k2"));
    store_.database().read(
        [&](Reader& reader) { EXPECT_EQ(reader.fetch(participant_.id)->registered_by, std::nullopt); });
    EXPECT_EQ(findings(), "");
}

}  // namespace
}  // namespace cairn
