#include "store/backup.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

#include "store/testing_records.hpp"

namespace cairn::testing_records {
namespace {

std::string content_of(std::filesystem::path const& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

void write_content(std::filesystem::path const& path, std::string const& content) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

unsigned mode_of(std::filesystem::path const& path) {
    struct stat found {};
    EXPECT_EQ(::stat(path.c_str(), &found), 0) << path;
    return found.st_mode & 0777U;
}

std::size_t files_in(std::filesystem::path const& folder) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

// Where a restore may go to: a database that does not exist (SQLite) or is empty (PostgreSQL).
class Target {
public:
    explicit Target(Engine engine) : store_(engine, false) {
        address_ = engine == Engine::sqlite ? "sqlite:" + path().string() : store_.address();
        store_.close();
    }
    std::string const& address() const { return address_; }
    std::filesystem::path path() const { return store_.folder() / "restored.db"; }
    std::filesystem::path const& folder() const { return store_.folder(); }
    std::unique_ptr<Database> open() {
        return open_database(address_, store_.clock(), store_.randomness(), {}).value();
    }

private:
    TestDatabase store_;
    std::string address_;
};

std::string dump(Database& database, std::string const& sql, int columns) {
    std::string text;
    database.read([&](Reader& reader) {
        reader.each({sql}, [&](Row const& row) {
            for (int i = 0; i < columns; ++i) text += (row.is_null(i) ? "NULL" : std::string(row.text(i))) + "|";
            text += '\n';
            return true;
        });
    });
    return text;
}

class Backup : public SafekeepingTest {
protected:
    std::filesystem::path file() { return store().folder() / "copies" / "one.cairn"; }
    std::filesystem::path key_file() { return keys_.path() / "backup.key"; }

    BackupRequest request(std::optional<BackupPublicKey> key = std::nullopt) {
        std::filesystem::create_directory(store().folder() / "copies");
        BackupRequest request{.file = file(), .key = key, .scratch = store().folder()};
        request.types = types();
        request.migrations = migrations();
        return request;
    }
    BackupReport back_up(std::optional<BackupPublicKey> key = std::nullopt) {
        auto const report = write_backup(database(), request(key), store().clock(), store().randomness());
        EXPECT_TRUE(report) << to_string(report.error());
        return report ? *report : BackupReport{};
    }
    Result<RestoreReport> restore(std::string const& address, BackupPrivateKey const* key = nullptr) {
        RestoreRequest request{.file = file(), .address = address};
        request.opener.private_key = key;
        request.types = types();
        request.migrations = migrations();
        return restore_backup(request, store().clock(), store().randomness());
    }
    // The refusal of a restore, which leaves nothing behind.
    Error refusal(BackupPrivateKey const* key = nullptr) {
        Target target(Engine::sqlite);
        auto const before = files_in(target.folder());
        auto const refused = restore(target.address(), key);
        EXPECT_FALSE(refused);
        EXPECT_FALSE(std::filesystem::exists(target.path()));
        EXPECT_LE(files_in(target.folder()), before + 1) << "the lock file at most";
        return refused ? Error{} : refused.error();
    }
    void many_notes(int notes) {
        auto const chart = add_chart();
        std::vector<std::string> keys;
        for (int i = 0; i < notes; ++i) keys.push_back("M-" + std::to_string(i));
        import_notes(chart, keys);
    }

private:
    TemporaryFolder keys_;
};
INSTANTIATE_STORE_TESTS(Backup);

// What does not depend on the engine that was read from.
class BackupFile : public Backup {};
INSTANTIATE_TEST_SUITE_P(Engines, BackupFile, ::testing::Values(Engine::sqlite), engine_test_name);

TEST_P(Backup, RestoredIntoEitherEngineIsTheSame) {
    fill();
    many_notes(700);
    auto const written = back_up();
    EXPECT_TRUE(written.verified.passed()) << listed(written.verified);
    for (auto const engine : engines_under_test()) {
        SCOPED_TRACE(to_string(engine));
        Target target(engine);
        auto const restored = restore(target.address());
        ASSERT_TRUE(restored) << to_string(restored.error());
        EXPECT_TRUE(restored->verified.passed()) << listed(restored->verified);
        EXPECT_EQ(restored->rows.at("note"), count("SELECT count(*) FROM note"));
        auto const copy = target.open();
        for (auto const& [sql, columns] : std::map<std::string, int>{
                 {"SELECT position, stream, seq, actor, body FROM journal ORDER BY position", 5},
                 {"SELECT id, version, chart_id, reply_to, text, topics, minutes FROM note ORDER BY id", 7},
                 {"SELECT number, name, checksum, applied_at FROM migration ORDER BY number", 4},
                 {"SELECT record_type, key, record_id, version FROM external_key ORDER BY key", 4},
                 {"SELECT actor, command, key, result, at FROM receipt ORDER BY key", 5}}) {
            EXPECT_EQ(dump(*copy, sql, columns), dump(database(), sql, columns));
        }
    }
}

TEST_P(Backup, RestoredGoesOnWhereTheOtherEnded) {
    fill();
    back_up();
    auto const last = count("SELECT max(position) FROM journal");
    for (auto const engine : engines_under_test()) {
        Target target(engine);
        ASSERT_TRUE(restore(target.address()));
        auto const copy = target.open();
        Choice choice{.id = store().ids().next_id<Choice>(), .word = "train"};
        WriteRequest const request{
            .actor = "operator:test", .command = "save", .key = "new", .streams = {directory_stream()}};
        ASSERT_TRUE(copy->write(request, [&](Tx& tx) -> Result<std::string> {
            auto stored = choice;
            tx.put(stored);
            return "";
        }));
        copy->read([&](Reader& reader) { EXPECT_EQ(reader.integer({"SELECT max(position) FROM journal"}), last + 1); });
        VerifyOptions options;
        options.migrations = migrations();
        EXPECT_TRUE(verify(*copy, types(), store().clock(), options)->passed());
    }
}

TEST_P(BackupFile, IsEncryptedToAKeyThatLiesElsewhere) {
    fill();
    auto const key = create_backup_key(key_file(), {store().folder()});
    ASSERT_TRUE(key) << to_string(key.error());
    auto const written = back_up(*key);
    EXPECT_TRUE(written.verified.passed());
    auto const text = content_of(file());
    EXPECT_EQ(text.find("called"), std::string::npos);
    EXPECT_EQ(static_cast<std::int64_t>(text.size()), written.bytes);
    EXPECT_EQ(mode_of(file()), 0600U);
    EXPECT_EQ(files_in(file().parent_path()), 1U);

    auto const private_key = read_backup_private_key(key_file());
    ASSERT_TRUE(private_key);
    Target target(Engine::sqlite);
    ASSERT_TRUE(restore(target.address(), &*private_key));
    EXPECT_EQ(mode_of(target.path()), 0600U);

    EXPECT_EQ(refusal().code, ErrorCode::invalid) << "without a key";
    TemporaryFolder other;
    ASSERT_TRUE(create_backup_key(other.path() / "key", {}));
    auto const wrong = read_backup_private_key(other.path() / "key");
    EXPECT_NE(refusal(&*wrong).message.find("does not open"), std::string::npos);
}

TEST_P(BackupFile, ThatWasTruncatedIsRefusedWhereverItEnds) {
    many_notes(800);
    auto const key = create_backup_key(key_file(), {});
    back_up(*key);
    auto const private_key = read_backup_private_key(key_file());
    auto const whole = content_of(file());
    for (std::size_t const size :
         {std::size_t{0}, std::size_t{10}, std::size_t{30}, std::size_t{400}, whole.size() / 2, whole.size() - 1}) {
        SCOPED_TRACE(size);
        write_content(file(), whole.substr(0, size));
        auto const code = refusal(&*private_key).code;
        EXPECT_TRUE(code == ErrorCode::corrupted || (size < 24 && code == ErrorCode::malformed));
    }
}

TEST_P(BackupFile, ThatWasAlteredIsRefusedWhereverItWas) {
    many_notes(800);
    for (bool const encrypted : {false, true}) {
        std::optional<BackupPublicKey> key;
        if (encrypted) key = *create_backup_key(key_file(), {});
        back_up(key);
        auto const private_key = encrypted ? std::optional(*read_backup_private_key(key_file())) : std::nullopt;
        auto const whole = content_of(file());
        for (auto const at : {std::size_t{3}, std::size_t{16}, std::size_t{40}, std::size_t{1000}, whole.size() / 2,
                              whole.size() - 40}) {
            SCOPED_TRACE(at);
            auto altered = whole;
            altered[at] = static_cast<char>(altered[at] ^ 4);
            write_content(file(), altered);
            auto const code = refusal(private_key ? &*private_key : nullptr).code;
            EXPECT_TRUE(code == ErrorCode::corrupted || code == ErrorCode::malformed || code == ErrorCode::invalid);
        }
        write_content(file(), whole + "x");
        EXPECT_EQ(refusal(private_key ? &*private_key : nullptr).code, ErrorCode::corrupted)
            << "something behind the end";
        std::filesystem::remove(file());
    }
}

TEST_P(BackupFile, OfANewerFormatIsRefused) {
    back_up();
    auto newer = content_of(file());
    newer[16] = 2;
    write_content(file(), newer);
    EXPECT_NE(refusal().message.find("newer version"), std::string::npos);
}

TEST_P(BackupFile, OfANewerProgramIsRefused) {
    back_up();
    Target target(Engine::sqlite);
    RestoreRequest const request{.file = file(),
                                 .address = target.address()};  // without the testing records' migration
    auto const refused = restore_backup(request, store().clock(), store().randomness());
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("newer version"), std::string::npos);
}

TEST_P(BackupFile, OfAnEarlierProgramIsMigrated) {
    fill();
    back_up();
    constexpr std::string_view sql = "ALTER TABLE chart ADD COLUMN later plain_text;\n";
    auto newer = migrations();
    newer.push_back({static_cast<int>(newer.size()) + 1, "99999_later.sql", std::string(sql), to_hex(digest_of(sql))});
    for (auto const engine : engines_under_test()) {
        Target target(engine);
        RestoreRequest request{.file = file(), .address = target.address()};
        request.types = types();
        request.migrations = newer;
        auto const restored = restore_backup(request, store().clock(), store().randomness());
        ASSERT_TRUE(restored) << to_string(restored.error());
        EXPECT_TRUE(restored->verified.passed()) << listed(restored->verified);
        target.open()->read([](Reader& reader) { EXPECT_EQ(reader.integer({"SELECT count(later) FROM chart"}), 0); });
    }
}

TEST_P(BackupFile, RefusesWhatIsNoBackup) {
    back_up();
    write_content(file(), "id,name\n1,somebody\n");
    EXPECT_EQ(refusal().code, ErrorCode::malformed);
    std::filesystem::remove(file());
    EXPECT_EQ(refusal().code, ErrorCode::not_found);
}

TEST_P(Backup, IsNeverRestoredOverADatabase) {
    fill();
    back_up();
    store().close();
    auto const refused = restore(store().address());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::already_exists);
    store().reopen();
    EXPECT_EQ(count("SELECT count(*) FROM choice"), 1);
}

TEST_P(BackupFile, LeavesAnEmptyDatabaseEmptyWhenItIsRefusedHalfWay) {
    many_notes(800);
    back_up();
    auto altered = content_of(file());
    altered[altered.size() - 40] = static_cast<char>(altered[altered.size() - 40] ^ 4);
    write_content(file(), altered);
    for (auto const engine : engines_under_test()) {
        Target target(engine);
        ASSERT_FALSE(restore(target.address()));
        EXPECT_FALSE(std::filesystem::exists(target.path()));
        if (engine == Engine::postgresql) {
            target.open()->read([](Reader& reader) { EXPECT_TRUE(is_empty(reader)); });
        }
    }
}

TEST_P(BackupFile, NeverOverwritesAnother) {
    back_up();
    auto const before = content_of(file());
    auto const refused = write_backup(database(), request(), store().clock(), store().randomness());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::already_exists);
    EXPECT_EQ(content_of(file()), before);
}

TEST_P(BackupFile, LeavesNothingWhenTheDiskIsFull) {
    many_notes(800);
    auto const wanted = request();
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    auto const handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit const small{100'000, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    auto const refused = write_backup(database(), wanted, store().clock(), store().randomness());
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, handler);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
    EXPECT_EQ(files_in(file().parent_path()), 0U);
}

TEST_P(Backup, SaysWhatIsWrongWithADatabaseThatWasAltered) {
    fill();
    tamper("UPDATE choice SET word = 'boat'");
    auto const written = back_up();
    EXPECT_EQ(written.verified.findings_count, 1);
    EXPECT_TRUE(std::filesystem::exists(file())) << "a copy of what there is may still be wanted";
}

TEST_P(Backup, IsOneMomentOfADatabaseInUse) {
    fill();
    std::atomic<bool> stop{false};
    std::atomic<int> written{0};
    std::vector<std::thread> writers;
    for (int t = 0; t < 3; ++t) {
        writers.emplace_back([&, t] {
            for (int i = 0; !stop; ++i) {
                Chart const mine{.id = store().ids().next_id<Chart>(), .name = "x"};
                WriteRequest const request{.actor = "operator:test",
                                           .command = "save",
                                           .key = std::to_string(t) + "/" + std::to_string(i),
                                           .streams = {stream_of("participant", mine.id)}};
                ASSERT_TRUE(database().write(request, [&](Tx& tx) -> Result<std::string> {
                    auto stored = mine;
                    tx.put(stored);
                    return "";
                }));
                ++written;
            }
        });
    }
    for (int i = 0; i < 3; ++i) {
        auto const copy = back_up();
        EXPECT_TRUE(copy.verified.passed()) << listed(copy.verified);
        std::filesystem::remove(file());
    }
    stop = true;
    for (auto& writer : writers) writer.join();
    EXPECT_GT(written, 0);
}

TEST_P(Backup, TellsHowFarItIs) {
    many_notes(1200);
    std::int64_t last = 0;
    auto wanted = request();
    wanted.progress = [&](std::int64_t done, std::int64_t total) {
        EXPECT_GT(done, last);
        EXPECT_LE(done, total);
        last = done;
    };
    ASSERT_TRUE(write_backup(database(), wanted, store().clock(), store().randomness()));
    EXPECT_GT(last, 4800) << "both ways";
}

TEST(BackupKey, IsRefusedBesideTheData) {
    TemporaryFolder data;
    EXPECT_EQ(create_backup_key(data.path() / "key", {data.path()}).error().code, ErrorCode::invalid);
    EXPECT_EQ(create_backup_key(data.path() / "below" / "key", {data.path()}).error().code, ErrorCode::invalid);
    EXPECT_EQ(create_backup_key(data.path() / "below" / ".." / "key", {data.path()}).error().code, ErrorCode::invalid);
    EXPECT_TRUE(std::filesystem::is_empty(data.path()));
}

TEST(BackupKey, IsPrivateAndNeverOverwritten) {
    TemporaryFolder folder;
    auto const file = folder.path() / "key";
    auto const made = create_backup_key(file, {"/var/empty/data"});
    ASSERT_TRUE(made) << to_string(made.error());
    EXPECT_EQ(mode_of(file), 0600U);
    EXPECT_EQ(read_backup_public_key(file.string() + ".pub")->bytes, made->bytes);
    EXPECT_EQ(read_backup_private_key(file)->public_half().bytes, made->bytes);
    EXPECT_EQ(create_backup_key(file, {}).error().code, ErrorCode::already_exists);
}

TEST(BackupKey, IsRefusedWhenItWasDamagedOrIsAnother) {
    TemporaryFolder folder;
    auto const file = folder.path() / "key";
    ASSERT_TRUE(create_backup_key(file, {}));
    EXPECT_FALSE(read_backup_public_key(file)) << "the private half is no public one";
    auto line = content_of(file.string() + ".pub");
    line[40] = line[40] == 'a' ? 'b' : 'a';
    write_content(file.string() + ".pub", line);
    EXPECT_EQ(read_backup_public_key(file.string() + ".pub").error().code, ErrorCode::invalid);
    EXPECT_EQ(read_backup_public_key(folder.path() / "none").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace cairn::testing_records
