#include "features/exchange/export.hpp"

#include <sys/stat.h>

#include "features/exchange/import_testing.hpp"

namespace cairn {
namespace {

namespace fs = std::filesystem;

class Export : public ImportTest {
protected:
    Result<std::vector<ExportedFile>> try_export(fs::path const& to) {
        ExportProgress nobody;
        return export_folder(permit(), organization(), importables_, to, nobody);
    }

    void import_a_program() {
        folder().write("sites.csv", "id,name,region,champion_pcp_id\nnorth,North,east,dr\n");
        folder().write("staff.csv", "id,display_name,role,program_supervisor_id,sites,languages\n"
                                    "pat,Pat,peer,sam,\"[{\"\"site_id\"\":\"\"north\"\",\"\"fte\"\":0.5}]\",\n"
                                    "sam,Sam,supervisor,,,\ndr,Dr. D,clinician,,,\n");
        folder().write("participants.csv", "id,given_name,race,allies,address,justice_involvement\n"
                                           "p1,'=Ann,white|asian,\"[{\"\"name\"\":\"\"Lou, a "
                                           "friend\"\"}]\",\"{\"\"city\"\":\"\"Reading\"\"}\",probation\n"
                                           "p2,\"Bo\nLee\",,,,\n");
        folder().write("participant_phones.csv", "participant_id,number\np1,+1 215 555 0101\n");
        folder().write("referrals.csv",
                       "id,participant_id,site_id,received_at,status\n1,p1,north,2026-01-05,enrolled\n");
        folder().write(
            "episodes.csv",
            "id,participant_id,site_id,peer_id,referral_id,started_on,pauses\n"
            "1,p1,north,pat,1,2026-01-07,\"[{\"\"from\"\":\"\"2026-01-10\"\",\"\"to\"\":\"\"2026-01-12\"\"}]\"\n");
        folder().write(
            "contacts.csv",
            "id,participant_id,episode_id,started_at,mode,outcome,minutes,note\n"
            "1,p1,1,2026-01-08T09:00-05:00,in_person,reached,25,-better\n2,p2,,2026-01-09,phone,no_answer,,\n");
        folder().write("activities.csv", "id,staff_id,started_at,minutes,kind\n1,pat,2026-01-08,30,travel\n");
        auto const summary = import();
        EXPECT_TRUE(summary.is_complete()) << testing::PrintToString(rejected(summary));
    }
};
INSTANTIATE_STORE_TESTS(Export);

std::map<std::string, std::string> files_in(fs::path const& folder) {
    std::map<std::string, std::string> files;
    for (auto const& entry : fs::directory_iterator(folder)) {
        std::ostringstream content;
        content << std::ifstream(entry.path(), std::ios::binary).rdbuf();
        files[entry.path().filename()] = content.str();
    }
    return files;
}

TEST_P(Export, ImportedIntoAnEmptyOrganizationSaysTheSame) {
    import_a_program();
    Site const made_here{.id = store().ids().next_id<Site>(), .name = "Made here"};
    ASSERT_TRUE(register_site(permit(), organization(), made_here, "k").has_value());
    auto const first = folder().beside("first");
    ASSERT_TRUE(try_export(first).has_value());

    TestDatabase other(GetParam());
    Organization empty(other.database(), other.clock(), other.ids());
    seed_program(empty);
    ImportProgress nobody;
    auto const imported = import_folder(permit(), empty, importables_, {.folder = first}, nobody);
    ASSERT_TRUE(imported.has_value()) << to_string(imported.error());
    EXPECT_TRUE(imported->is_complete()) << testing::PrintToString(rejected(*imported));
    auto const second = folder().beside("second");
    ExportProgress quiet;
    ASSERT_TRUE(export_folder(permit(), empty, importables_, second, quiet).has_value());
    EXPECT_EQ(files_in(first), files_in(second));
}

TEST_P(Export, ImportedWhereItCameFromChangesNothing) {
    import_a_program();
    Site const made_here{.id = store().ids().next_id<Site>(), .name = "Made here"};
    ASSERT_TRUE(register_site(permit(), organization(), made_here, "k").has_value());
    auto const out = folder().beside("out");
    ASSERT_TRUE(try_export(out).has_value());
    auto const entries = count("SELECT count(*) FROM journal");
    auto const summary = import({.folder = out});
    EXPECT_TRUE(summary.is_complete()) << testing::PrintToString(rejected(summary));
    EXPECT_EQ(summary.total().created + summary.total().changed, 0U);
    EXPECT_EQ(count("SELECT count(*) FROM journal"), entries);
}

TEST_P(Export, WritesEveryFileForItsOwnerOnlyWithTheKeysOfTheSource) {
    import_a_program();
    auto const out = folder().beside("out");
    auto const files = try_export(out).value();
    EXPECT_EQ(files.size(), 13U);
    for (auto const& file : files) {
        struct stat status {};
        ASSERT_EQ(::stat((out / file.name).c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777U, 0600U) << file.name;
    }
    auto const contents = files_in(out);
    EXPECT_EQ(contents.at("participant_moud.csv").find("id,participant_id"), 0U);
    EXPECT_NE(contents.at("contacts.csv").find(",'-better,"), std::string::npos);
    EXPECT_NE(contents.at("staff.csv").find("[{\"\"site_id\"\":\"\"north\"\""), std::string::npos);
    EXPECT_EQ(contents.at("participants.csv").find("version"), std::string::npos);
    EXPECT_NE(contents.at("participants.csv").find("\np1,'=Ann,"), std::string::npos);
    EXPECT_EQ(files[11].rows, 2U);
    EXPECT_EQ(contents.at("participants.csv").find("Reading"), contents.at("participants.csv").rfind("Reading"));
}

TEST_P(Export, RefusesAFolderThatHoldsSomething) {
    folder().write("letter.txt", "hello");
    auto const refusal = try_export(folder().path());
    EXPECT_EQ(refusal.error().code, ErrorCode::already_exists);
    EXPECT_EQ(files_in(folder().path()).size(), 1U);
    EXPECT_EQ(try_export(folder().path() / "letter.txt").error().code, ErrorCode::already_exists);
    EXPECT_EQ(try_export("/nonexistent/place/out").error().code, ErrorCode::unavailable);
}

TEST_P(Export, AcceptsAnEmptyFolder) {
    fs::create_directory(folder().beside("out"));
    EXPECT_EQ(try_export(folder().beside("out"))->size(), 13U);
}

TEST_P(Export, RefusesSomebodyWhoMayNotExport) {
    ExportProgress nobody;
    auto const refusal =
        export_folder(authorize_nobody("x"), organization(), importables_, folder().beside("out"), nobody);
    EXPECT_EQ(refusal.error().code, ErrorCode::not_allowed);
    EXPECT_FALSE(fs::exists(folder().beside("out")));
}

}  // namespace
}  // namespace cairn
