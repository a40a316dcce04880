// What a backup carries of accounts and what it leaves behind.
#include <gtest/gtest.h>

#include "access/organization_key.hpp"
#include "features/accounts/testing.hpp"
#include "store/backup.hpp"

namespace cairn {
namespace {

class AccountBackup : public AccountTest {
protected:
    static std::vector<RecordType const*> types() {
        return {&record_type<ProgramSettings>(), &record_type<CodeListEntry>(), &record_type<Staff>(),
                &record_type<Account>()};
    }
};
INSTANTIATE_STORE_TESTS(AccountBackup);

TEST_P(AccountBackup, CarriesAccountsKeysAndTheLogOfReadsAndNobodysSession) {
    auto const ana = a_person("ana");
    auto const token = token_of("ana");
    auto const cursor_key = organization_key(database(), store().randomness(), cursor_key_name);
    {
        AccessLog log(database(), store().clock());
        log.saw(gate_.enter(token).value(), "read_participant", "request-1", {"p1", "p2"});
    }
    BackupRequest request{.file = store().folder() / "one.cairn", .scratch = store().folder()};
    request.types = types();
    auto const report = write_backup(database(), request, store().clock(), store().randomness());
    ASSERT_TRUE(report) << to_string(report.error());
    EXPECT_TRUE(report->verified.passed());

    for (auto const engine : engines_under_test()) {
        SCOPED_TRACE(to_string(engine));
        TestDatabase target(engine, false);
        auto const address =
            engine == Engine::sqlite ? "sqlite:" + (target.folder() / "restored.db").string() : target.address();
        target.close();
        RestoreRequest restore{.file = request.file, .address = address};
        restore.types = types();
        auto const restored = restore_backup(restore, store().clock(), store().randomness());
        ASSERT_TRUE(restored) << to_string(restored.error());
        EXPECT_TRUE(restored->verified.passed());
        EXPECT_FALSE(restored->rows.contains("session"));
        EXPECT_EQ(restored->rows.at("access_log"), 2);
        auto const copy = open_database(address, store().clock(), store().randomness(), {}).value();
        EXPECT_EQ(organization_key(*copy, store().randomness(), cursor_key_name), cursor_key);
        Gate gate(*copy, passwords_, store().clock(), store().randomness());
        EXPECT_FALSE(gate.enter(token));
        EXPECT_TRUE(gate.sign_in("ana", test_password, "192.0.2.1"));
        // The log goes on where the other ended.
        AccessLog log(*copy, store().clock());
        log.saw(authorize_operator("kim"), "report", "request-2", {"p3"});
        EXPECT_TRUE(log.flush());
        std::int64_t rows = 0;
        copy->read([&](Reader& reader) { rows = *reader.integer({"SELECT count(*) FROM access_log"}); });
        EXPECT_EQ(rows, 3);
    }
}

}  // namespace
}  // namespace cairn
