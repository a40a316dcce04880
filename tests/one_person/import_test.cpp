// A source that still knows one person as two, and a source in which one person comes twice.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/temporary_folder.hpp"
#include "features/exchange/export.hpp"
#include "features/exchange/import.hpp"
#include "people_to_merge.hpp"

namespace cairn {
namespace {

class MergeAndImport : public MergeTest {
protected:
    MergeAndImport() { std::filesystem::create_directory(folder()); }

    std::filesystem::path folder() const { return outer_.path() / "data"; }
    void write(std::string const& file, std::string_view text) const { std::ofstream(folder() / file) << text; }
    ImportCounts imported() {
        ImportProgress quiet;
        return import_folder(permit(), organization(), all_importables(), {.folder = folder()}, quiet).value().total();
    }
    Participant known_as(std::string_view key) {
        std::string id;
        database().read([&](Reader& reader) {
            id = reader
                     .text({"SELECT record_id FROM external_key WHERE record_type = 'participant' AND key = $1",
                            {std::string(key)}})
                     .value();
        });
        return *stored(Id<Participant>{Uuid::parse(id).value()});
    }
    std::string exported(std::string const& file) {
        ExportProgress quiet;
        auto const to = outer_.path() / "out";
        std::filesystem::remove_all(to);
        export_folder(permit(), organization(), all_importables(), to, quiet).value();
        std::ifstream in(to / file);
        return {std::istreambuf_iterator<char>(in), {}};
    }

private:
    TemporaryFolder outer_;
};
INSTANTIATE_STORE_TESTS(MergeAndImport);

constexpr std::string_view two_people =
    "id,given_name,family_name,birth_date\nP-1,Maria,Alvarez,1980-01-02\nP-2,Maria,Alvares,1980-01-02\n";
constexpr std::string_view contacts_header = "id,participant_id,started_at,mode,outcome\n";

TEST_P(MergeAndImport, NothingIsRejectedForALikelyDuplicateButQueued) {
    write("participants.csv", two_people);
    auto const counts = imported();
    EXPECT_EQ(counts.created, 2U);
    EXPECT_EQ(counts.rejected, 0U);
    ASSERT_EQ(pairs().size(), 1U);
    EXPECT_EQ(pairs()[0].status, DuplicateStatus::open);
    EXPECT_EQ(pairs()[0].participant_id, known_as("P-2").id);
    EXPECT_EQ(pairs()[0].reasons.words, (Strings{"same_birth_date", "similar_name"}));
    imported();
    EXPECT_EQ(pairs().size(), 1U);
}

TEST_P(MergeAndImport, ASourceThatKnowsOnePersonAsTwoGoesOn) {
    write("participants.csv", two_people);
    write("contacts.csv", std::string(contacts_header) + "C-1,P-2,2026-10-01T10:00:00Z,phone,reached\n");
    imported();
    auto const kept = known_as("P-1");
    merge(kept, known_as("P-2")).value();
    write("contacts.csv", std::string(contacts_header) + "C-1,P-2,2026-10-01T10:00:00Z,phone,reached\n"
                                                         "C-2,P-2,2026-10-08T10:00:00Z,phone,reached\n");
    auto const counts = imported();
    EXPECT_EQ(counts.created, 1U);
    EXPECT_EQ(counts.unchanged, 3U);
    EXPECT_EQ(counts.rejected, 0U);
    EXPECT_EQ(records_in(record_type<Contact>(), kept), 2);
    EXPECT_EQ(findings(), "");
}

TEST_P(MergeAndImport, WhatChangedInTheSourceIsChangedInCairn) {
    write("participants.csv", two_people);
    imported();
    merge(known_as("P-1"), known_as("P-2")).value();
    write("participants.csv", "id,given_name,family_name,birth_date\nP-2,Maria,Alvarez,1980-01-02\n");
    EXPECT_EQ(imported().rejected, 1U);
}

TEST_P(MergeAndImport, AnExportLeavesOutWhoeverIsPartOfSomebodyElse) {
    write("participants.csv", two_people);
    write("contacts.csv", std::string(contacts_header) + "C-1,P-2,2026-10-01T10:00:00Z,phone,reached\n");
    imported();
    merge(known_as("P-1"), known_as("P-2")).value();
    EXPECT_EQ(exported("participants.csv").find("P-2"), std::string::npos);
    EXPECT_NE(exported("contacts.csv").find("C-1,P-1"), std::string::npos) << exported("contacts.csv");
}

}  // namespace
}  // namespace cairn
