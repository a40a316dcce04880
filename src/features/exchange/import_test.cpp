#include "features/exchange/import.hpp"

#include <sys/stat.h>

#include "features/exchange/import_testing.hpp"
#include "store/tx.hpp"

namespace cairn {
namespace {

using Fields = std::vector<std::string>;

class Import : public ImportTest {
protected:
    void write_a_program() {
        folder().write("sites.csv", "id,name,champion_pcp_id\nnorth,North Clinic,dr\n");
        folder().write("staff.csv", "id,display_name,role,program_supervisor_id,sites\n"
                                    "pat,Pat,peer,sam,\"[{\"\"site_id\"\":\"\"north\"\",\"\"fte\"\":0.5}]\"\n"
                                    "sam,Sam,supervisor,,\n"
                                    "dr,Dr. D,clinician,,\n");
        folder().write("participants.csv", "id,given_name,family_name,race\np1,Ann,Lee,white|asian\np2,Bo,,\n");
        folder().write("participant_phones.csv", "participant_id,number,ok_to_text\np1,+1 215 555 0101,yes\n");
        folder().write("referrals.csv",
                       "id,participant_id,site_id,received_at,status\nr1,p1,north,2026-01-05T10:00-05:00,enrolled\n"
                       "r2,p2,,2026-01-06,declined\n");
        folder().write("episodes.csv",
                       "id,participant_id,site_id,peer_id,referral_id,started_on\ne1,p1,north,pat,r1,2026-01-07\n");
        folder().write("contacts.csv", "id,participant_id,episode_id,peer_id,started_at,mode,outcome,minutes\n"
                                       "c1,p1,e1,pat,2026-01-08T09:00-05:00,in_person,reached,25\n"
                                       "c2,p2,,,2026-01-09,phone,no_answer,\n");
        folder().write("activities.csv", "id,staff_id,started_at,minutes,kind\na1,pat,2026-01-08,30,travel\n");
    }
};
INSTANTIATE_STORE_TESTS(Import);

TEST_P(Import, BringsInAWholeProgramAndResolvesItsReferences) {
    write_a_program();
    auto const summary = import();
    EXPECT_TRUE(summary.is_complete()) << testing::PrintToString(rejected(summary));
    EXPECT_EQ(summary.total().created, 13U);
    EXPECT_EQ(text("SELECT s.display_name FROM staff p JOIN staff s ON s.id = p.program_supervisor_id WHERE "
                   "p.display_name = 'Pat'"),
              "Sam");
    EXPECT_EQ(text("SELECT s.display_name FROM site c JOIN staff s ON s.id = c.champion_pcp_id"), "Dr. D");
    EXPECT_EQ(text("SELECT sites FROM staff WHERE display_name = 'Pat'"),
              "[{\"site_id\":\"" + text("SELECT id FROM site") + "\",\"fte\":0.5}]");
    EXPECT_EQ(
        text("SELECT p.given_name FROM contact c JOIN episode e ON e.id = c.episode_id JOIN participant p ON p.id "
             "= e.participant_id"),
        "Ann");
    EXPECT_EQ(text("SELECT race FROM participant WHERE given_name = 'Ann'"), "white|asian");
    EXPECT_EQ(text("SELECT status FROM episode"), "active");
}

TEST_P(Import, WritesOneJournalEntryOneReceiptAndOneKeyForEachRow) {
    write_a_program();
    auto const before = count("SELECT count(*) FROM journal");
    import();
    EXPECT_EQ(count("SELECT count(*) FROM journal") - before, 13);
    EXPECT_EQ(count("SELECT count(*) FROM journal WHERE actor = 'operator:test' AND command = 'import'"), 13);
    EXPECT_EQ(count("SELECT count(*) FROM receipt WHERE command = 'import'"), 13);
    EXPECT_EQ(count("SELECT count(*) FROM external_key"), 13);
    EXPECT_EQ(text("SELECT key FROM external_key WHERE record_type = 'participant_phone'"), "p1|+1 215 555 0101");
}

TEST_P(Import, LeavesWhatIsThereAlreadyAlone) {
    write_a_program();
    import();
    auto const entries = count("SELECT count(*) FROM journal");
    auto const again = import();
    EXPECT_TRUE(again.is_complete());
    EXPECT_EQ(again.total().unchanged, 13U);
    EXPECT_EQ(again.total().created + again.total().changed, 0U);
    EXPECT_EQ(count("SELECT count(*) FROM journal"), entries);
}

TEST_P(Import, MakesANewVersionOfARowThatSaysSomethingElse) {
    folder().write("participants.csv", "id,given_name,overdose_count\np1,Ann,2\n");
    import();
    folder().write("participants.csv", "id,given_name,overdose_count\np1,Anne,\n");
    auto const summary = import();
    EXPECT_EQ(summary.total().changed, 1U);
    EXPECT_EQ(text("SELECT given_name FROM participant"), "Anne");
    EXPECT_EQ(count("SELECT count(*) FROM participant WHERE overdose_count IS NULL AND version = 2"), 1);
    folder().write("participants.csv", "id,given_name,overdose_count\np1,Ann,2\n");
    EXPECT_EQ(import().total().changed, 1U);
    EXPECT_EQ(count("SELECT version FROM participant"), 3);
}

TEST_P(Import, KeepsWhatALaterFileDoesNotSpeakOf) {
    folder().write("staff.csv", "id,display_name,role,email,licensed\ns,Sam,clinician,sam@example.org,yes\n");
    import();
    folder().write("staff.csv", "id,display_name,role\ns,Samuel,clinician\n");
    EXPECT_EQ(import().total().changed, 1U);
    EXPECT_EQ(text("SELECT email FROM staff"), "sam@example.org");
    EXPECT_EQ(count("SELECT count(*) FROM staff WHERE licensed AND display_name = 'Samuel'"), 1);
}

TEST_P(Import, TakesAnotherSpellingOfTheSameForNoChange) {
    folder().write("staff.csv", "id,display_name,role,fte,licensed\ns,Sam,clinician,0.5,yes\n");
    import();
    folder().write("staff.csv", "id,display_name,role,fte,licensed\ns,Sam,clinician,0.50,true\n");
    EXPECT_EQ(import().total().unchanged, 1U);
}

TEST_P(Import, RejectsARowOfARecordThatWasEditedInCairnSince) {
    folder().write("sites.csv", "id,name\nn,North\n");
    import();
    Site site;
    database().read([&](Reader& reader) {
        reader.each({"SELECT " + column_list(record_type<Site>()) + " FROM site", {}}, [&](Row const& row) {
            site = read_record<Site>(row);
            return true;
        });
    });
    site.name = "North Clinic";
    ASSERT_TRUE(edit_site(permit(), organization(), site, "edit").has_value());
    EXPECT_TRUE(import().is_complete());  // the same row as before
    folder().write("sites.csv", "id,name\nn,Nord\n");
    auto const summary = import();
    EXPECT_EQ(summary.total().rejected, 1U);
    EXPECT_NE(rejected(summary).at(0).at(3).find("edited in Cairn"), std::string::npos);
    EXPECT_EQ(text("SELECT name FROM site"), "North Clinic");
    folder().write("sites.csv", "id,name\nn,North Clinic\n");
    EXPECT_EQ(import().total().unchanged, 1U);  // says what Cairn says
}

TEST_P(Import, CountsIdenticalRowsOnceAndRejectsTwoThatDifferUnderOneKey) {
    folder().write("sites.csv", "id,name\nn,North\nn,North\nn,Nord\ns,South\n");
    auto const summary = import();
    EXPECT_EQ(summary.total().read, 4U);
    EXPECT_EQ(summary.total().created, 2U);
    EXPECT_EQ(summary.total().repeated, 1U);
    EXPECT_EQ(rejected_fields(summary), (Fields{"sites.csv:4:id"}));
    EXPECT_NE(rejected(summary)[0][3].find("Line 2"), std::string::npos);
    EXPECT_EQ(import().total().rejected, 1U);  // and not a new version the next time
    EXPECT_EQ(text("SELECT name FROM site WHERE name LIKE 'N%'"), "North");
}

TEST_P(Import, AllowsTheSameKeyInTwoFiles) {
    folder().write("participants.csv", "id\n7\n");
    folder().write("referrals.csv", "id,participant_id,received_at\n7,7,2026-01-05\n");
    EXPECT_EQ(import().total().created, 2U);
}

TEST_P(Import, GivesRejectedRowsBackWithEveryReasonAndTheRow) {
    folder().write("participants.csv", "id,birth_date,sex,given_name\np1,2026-02-30,sometimes,\"Ann, or Anne\"\n");
    auto const summary = import();
    EXPECT_EQ(summary.total().rejected, 1U);
    ASSERT_TRUE(summary.rejected_rows.has_value());
    EXPECT_EQ(*summary.rejected_rows, folder().beside("data.rejected.csv"));
    struct stat status {};
    ASSERT_EQ(::stat(summary.rejected_rows->c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    auto const rows = rejected(summary);
    ASSERT_GE(rows.size(), 1U);
    EXPECT_EQ(rows[0][2], "birth_date");
    EXPECT_EQ(rows[0][4], "p1,2026-02-30,sometimes,\"Ann, or Anne\"");
    EXPECT_EQ(count("SELECT count(*) FROM participant"), 0);
    EXPECT_EQ(count("SELECT count(*) FROM stream WHERE kind = 'participant'"), 0);
    EXPECT_EQ(*import().rejected_rows, folder().beside("data.rejected-2.csv"));
}

TEST_P(Import, RejectsReferencesToNobodyAndWhatNamesARejectedRow) {
    folder().write("participants.csv", "id,birth_date\np1,1990-01-01\np2,never\n");
    folder().write(
        "referrals.csv",
        "id,participant_id,site_id,received_at\nr1,p1,nowhere,2026-01-05\nr2,p2,,2026-01-05\nr3,p1,,2026-01-05\n");
    auto const summary = import();
    EXPECT_EQ(rejected_fields(summary),
              (Fields{"participants.csv:3:birth_date", "referrals.csv:2:site_id", "referrals.csv:3:participant_id"}));
    EXPECT_EQ(count("SELECT count(*) FROM referral"), 1);
}

TEST_P(Import, TakesRowsThatNameALaterRowAndThoseThatNameARejectedOneDown) {
    folder().write("staff.csv", "id,display_name,role,program_supervisor_id\n"
                                "a,A,peer,b\nb,B,supervisor,c\nc,C,manager,\n"
                                "d,D,peer,e\ne,E,supervisor,f\nf,F,nobody,\n");
    auto const summary = import();
    EXPECT_EQ(count("SELECT count(*) FROM staff"), 3);
    EXPECT_EQ(rejected_fields(summary),
              (Fields{"staff.csv:5:program_supervisor_id", "staff.csv:6:program_supervisor_id", "staff.csv:7:role"}));
}

TEST_P(Import, RejectsRowsThatNameOneAnotherInACircle) {
    folder().write("staff.csv",
                   "id,display_name,role,program_supervisor_id\na,A,peer,b\nb,B,peer,a\nc,C,peer,a\nd,D,peer,\n");
    auto const summary = import();
    EXPECT_EQ(count("SELECT count(*) FROM staff"), 1);
    EXPECT_EQ(summary.total().rejected, 3U);
}

TEST_P(Import, NamesRecordsMadeInCairnByTheirId) {
    Site site{.id = store().ids().next_id<Site>(), .name = "Made here"};
    ASSERT_TRUE(register_site(permit(), organization(), site, "k").has_value());
    folder().write("participants.csv", "id\np\n");
    folder().write("referrals.csv",
                   "id,participant_id,site_id,received_at\nr,p," + to_string(site.id) + ",2026-01-05\n");
    EXPECT_TRUE(import().is_complete());
    EXPECT_EQ(text("SELECT site_id FROM referral"), to_string(site.id));
    folder().write("sites.csv", "id,name\n" + to_string(site.id) + ",Another name\n");
    EXPECT_EQ(import().total().rejected, 1U);
    EXPECT_EQ(count("SELECT count(*) FROM site"), 1);
}

TEST_P(Import, DoesNotMoveAnImportedRecordToAnotherParticipant) {
    folder().write("participants.csv", "id\np1\np2\n");
    folder().write("referrals.csv", "id,participant_id,received_at\nr,p1,2026-01-05\n");
    import();
    folder().write("referrals.csv", "id,participant_id,received_at\nr,p2,2026-01-05\n");
    EXPECT_EQ(rejected_fields(import()), (Fields{"referrals.csv:2:participant_id"}));
}

TEST_P(Import, RefusesUnknownAndMissingColumnsAndFilesBeforeTheFirstRow) {
    folder().write("participants.csv", "id\np\n");
    folder().write("sites.csv", "id,nmae\nn,North\n");
    folder().write("contact.csv", "id\nc\n");
    folder().write("episodes.csv", "");
    auto const refusal = try_import();
    ASSERT_FALSE(refusal.has_value());
    Fields fields;
    for (auto const& problem : refusal.error().problems) fields.push_back(problem.field + " " + problem.code);
    EXPECT_EQ(fields, (Fields{"contact.csv unknown_file", "episodes.csv no_header", "sites.csv: nmae unknown_column"}));
    EXPECT_EQ(count("SELECT count(*) FROM participant"), 0);
    folder().write("sites.csv", "id\nn\n");
    std::filesystem::remove(folder().path() / "contact.csv");
    std::filesystem::remove(folder().path() / "episodes.csv");
    EXPECT_EQ(try_import().error().problems.at(0).field, "sites.csv: name");
}

TEST_P(Import, RefusesAFolderThatIsNotThereOrHoldsNothing) {
    EXPECT_EQ(try_import().error().code, ErrorCode::not_found);
    EXPECT_EQ(try_import({.folder = folder().beside("nothing")}).error().code, ErrorCode::not_found);
}

TEST_P(Import, RefusesSomebodyWhoMayNotImport) {
    folder().write("participants.csv", "id\np\n");
    ImportProgress nobody;
    auto const refusal =
        import_folder(authorize_nobody("x"), organization(), importables_, {.folder = folder().path()}, nobody);
    EXPECT_EQ(refusal.error().code, ErrorCode::not_allowed);
}

TEST_P(Import, RejectsRowsThatCannotBeReadAndGoesOn) {
    folder().write("participants.csv", std::string("id,given_name\np1\np2,a,b\np3,J\xE9\np4,x") + '\0' + "y\np5,Eve\n");
    auto const summary = import();
    EXPECT_EQ(rejected_fields(summary), (Fields{"participants.csv:2:", "participants.csv:3:",
                                                "participants.csv:4:given_name", "participants.csv:5:given_name"}));
    EXPECT_EQ(text("SELECT given_name FROM participant"), "Eve");
}

TEST_P(Import, StopsAtAQuoteThatNeverClosesAndKeepsWhatCameBefore) {
    folder().write("participants.csv", "id,given_name\np1,Ann\np2,\"Bo\np3,Cy\n");
    folder().write("referrals.csv", "id,participant_id,received_at\nr,p1,2026-01-05\n");
    auto const summary = import();
    ASSERT_TRUE(summary.broken_off.has_value());
    EXPECT_EQ(summary.broken_off->field, "participants.csv, line 3");
    EXPECT_EQ(summary.broken_off->code, "unclosed_quote");
    EXPECT_FALSE(summary.is_complete());
    EXPECT_EQ(rejected_fields(summary), (Fields{"participants.csv:3:"}));
    EXPECT_EQ(count("SELECT count(*) FROM participant"), 1);
    EXPECT_EQ(count("SELECT count(*) FROM referral"), 0);
}

TEST_P(Import, UndoesTheGuardOfFormulaCellsExactly) {
    folder().write("participants.csv", "id,given_name\np1,'=SUM(A1)\np2,''-x\np3,'tis\n");
    import();
    EXPECT_EQ(count("SELECT count(*) FROM participant WHERE given_name IN ('=SUM(A1)', '''-x', '''tis')"), 3);
}

TEST_P(Import, CanBeStoppedAndRunAgain) {
    std::string rows = "id\n";
    for (std::size_t i = 0; i < import_batch_rows + 700; ++i) rows += std::to_string(i) + "\n";
    folder().write("participants.csv", rows);
    StopAfter one(1);
    auto const first = try_import({.folder = {}}, one).value();
    EXPECT_TRUE(first.stopped);
    EXPECT_FALSE(first.is_complete());
    EXPECT_EQ(count("SELECT count(*) FROM participant"), static_cast<std::int64_t>(import_batch_rows));
    auto const second = import();
    EXPECT_TRUE(second.is_complete());
    EXPECT_EQ(second.total().unchanged, import_batch_rows);
    EXPECT_EQ(second.total().created, 700U);
}

TEST_P(Import, PassesOverRowsOfEmptyCells) {
    folder().write("participants.csv", "id,given_name\np1,Ann\n,\n,\n");
    auto const summary = import();
    EXPECT_TRUE(summary.is_complete());
    EXPECT_EQ(summary.total().passed, 2U);
}

TEST_P(Import, AcceptsColumnsThatCairnComputesItselfAndPassesOverThem) {
    folder().write("participants.csv", "id,given_name,name_key\np1,Ann,zzz\n");
    EXPECT_TRUE(import().is_complete());
    EXPECT_NE(text("SELECT name_key FROM participant"), "zzz");
}

TEST_P(Import, RefusesMoreDirectoryRowsThanOneTransactionTakes) {
    std::string rows = "id,name\n";
    for (std::size_t i = 0; i <= import_directory_rows_max; ++i) rows += std::to_string(i) + ",x\n";
    folder().write("sites.csv", rows);
    EXPECT_EQ(try_import().error().code, ErrorCode::too_large);
    EXPECT_EQ(count("SELECT count(*) FROM site"), 0);
}

// ---- dry run ----

TEST_P(Import, ChecksEverythingInADryRunAsIfEarlierRowsWereThereAndWritesNothing) {
    write_a_program();
    auto const summary = import({.folder = {}, .dry_run = true});
    EXPECT_TRUE(summary.is_complete()) << testing::PrintToString(rejected(summary));
    EXPECT_EQ(summary.total().created, 13U);
    EXPECT_EQ(count("SELECT count(*) FROM journal WHERE command = 'import'"), 0);
    EXPECT_EQ(count("SELECT count(*) FROM external_key"), 0);
    EXPECT_EQ(count("SELECT count(*) FROM participant"), 0);
    EXPECT_EQ(import().total().created, 13U);
}

TEST_P(Import, RejectsInADryRunWhatAnImportWouldReject) {
    folder().write("participants.csv", "id,birth_date\np1,1990-01-01\np2,never\np1,1990-01-02\n");
    folder().write("referrals.csv", "id,participant_id,received_at\nr1,p1,2026-01-05\nr2,p2,2026-01-05\n");
    auto const dry = import({.folder = {}, .dry_run = true});
    auto const real = import();
    EXPECT_EQ(dry.total().rejected, 3U);
    EXPECT_EQ(rejected_fields(dry), rejected_fields(real));
    EXPECT_EQ(dry.total().created, real.total().created);
}

// ---- with a mapping ----

TEST_P(Import, ReadsASpreadsheetAsItIs) {
    folder().write("people.csv", "nr,trial,site,consent,in,start,why,remark\n"
                                 "1,A,16,2026-01-05,1,3,0,x\n2,A,16,2026-01-06,0,,,y\n3,B,16,2026-01-07,1,0,9,z\n");
    folder().write("mapping.toml", R"(
[[file]]
name = "people.csv"
ignore = ["remark"]
[[file.record]]
to = "sites"
fields.id = { join = ["trial", "site"] }
fields.name = { join = ["trial", "site"] }
fields.region = "trial"
[[file.record]]
to = "participants"
fields.id = "nr"
[[file.record]]
to = "episodes"
drop = { in = "0" }
fields.id = "nr"
fields.participant_id = "nr"
fields.site_id = { join = ["trial", "site"] }
fields.started_on = { date = "consent", days = ["start"] }
fields.ended_on = { date = "consent", days = ["start", "why"] }
fields.end_reason = { column = "why", values = { 0 = "completed" } }
)");
    auto const summary = import();
    ASSERT_EQ(summary.files.size(), 3U);
    EXPECT_EQ(summary.files[0].record_file, "sites");
    EXPECT_EQ(summary.files[0].counts.created, 2U);
    EXPECT_EQ(summary.files[0].counts.repeated, 1U);
    EXPECT_EQ(summary.files[1].counts.created, 3U);
    EXPECT_EQ(summary.files[2].counts.created, 1U);
    EXPECT_EQ(summary.files[2].counts.passed, 1U);
    EXPECT_EQ(text("SELECT started_on FROM episode"), "2026-01-08");
    EXPECT_EQ(rejected_fields(summary), (Fields{"people.csv:4:end_reason"}));
    EXPECT_NE(rejected(summary)[0][3].find("why"), std::string::npos);
}

TEST_P(Import, ReportsARowThatCannotBeReadOnceThoughItFeedsSeveralRecords) {
    folder().write("people.csv", "nr,site\n1\n2,N\n");
    folder().write(
        "mapping.toml",
        "[[file]]\nname = \"people.csv\"\n[[file.record]]\nto = \"sites\"\nfields.id = \"site\"\nfields.name "
        "= \"site\"\n[[file.record]]\nto = \"participants\"\nfields.id = \"nr\"\n");
    auto const summary = import();
    EXPECT_EQ(rejected_fields(summary), (Fields{"people.csv:2:"}));
    EXPECT_EQ(summary.total().created, 2U);
}

TEST_P(Import, RefusesAMappingThatNamesAFileThatIsNotThere) {
    folder().write("a.csv", "x\n1\n");
    folder().write("other.toml", "ignore_files = [\"a.csv\"]\n[[file]]\nname = \"b.csv\"\n[[file.record]]\nto = "
                                 "\"participants\"\nfields.id = \"x\"\n");
    auto const refusal = try_import({.folder = {}, .mapping = folder().path() / "other.toml"});
    EXPECT_EQ(refusal.error().problems.at(0).field, "b.csv");
    EXPECT_EQ(try_import({.folder = {}, .mapping = folder().path() / "none.toml"}).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace cairn
