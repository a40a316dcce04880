// An organization to import into, and folders of CSV to import. For tests only.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "base/temporary_folder.hpp"
#include "features/activities/activity.hpp"
#include "features/contacts/contact.hpp"
#include "features/episodes/episode.hpp"
#include "features/exchange/export.hpp"
#include "features/exchange/import.hpp"
#include "features/participants/participant.hpp"
#include "features/referrals/referral.hpp"
#include "features/sites/site.hpp"
#include "features/staff/staff.hpp"
#include "record/csv_reader.hpp"
#include "store/testing.hpp"

namespace cairn {

inline std::vector<Importable> importables_under_test() {
    return {site_importable(),
            staff_importable(),
            participant_importable(),
            participant_phone_importable(),
            participant_identifier_importable(),
            participant_coverage_importable(),
            participant_substance_importable(),
            participant_moud_importable(),
            participant_diagnosis_importable(),
            referral_importable(),
            episode_importable(),
            contact_importable(),
            activity_importable()};
}

// A folder of CSV files, and beside it the rejected rows.
class CsvFolder {
public:
    CsvFolder() { std::filesystem::create_directory(path()); }
    std::filesystem::path path() const { return outer_.path() / "data"; }
    std::filesystem::path beside(std::string const& name) const { return outer_.path() / name; }

    void write(std::string const& name, std::string_view content) const {
        std::ofstream(path() / name, std::ios::binary | std::ios::trunc) << content;
    }

private:
    TemporaryFolder outer_;
};

inline std::vector<std::vector<std::string>> read_csv(std::filesystem::path const& path) {
    auto reader = CsvReader::open_file(path);
    if (!reader) throw std::runtime_error(reader.error().problem.message);
    std::vector<std::vector<std::string>> rows;
    while (reader->next() == CsvStep::row) {
        auto& row = rows.emplace_back();
        for (auto const& cell : reader->cells()) row.emplace_back(unguard_cell(cell));
    }
    return rows;
}

class StopAfter final : public ImportProgress {
public:
    explicit StopAfter(int batches) : batches_(batches) {}
    bool stop_requested() override { return --batches_ <= 0; }

private:
    int batches_;
};

class ImportTest : public StoreTest {
protected:
    ImportTest() : organization_(database(), store().clock(), store().ids()) { seed_program(organization_); }

    Organization& organization() { return organization_; }
    CsvFolder const& folder() const { return folder_; }
    Permit permit() const { return authorize_operator("test"); }

    Result<ImportSummary> try_import(ImportRequest request, ImportProgress& progress) {
        if (request.folder.empty()) request.folder = folder_.path();
        return import_folder(permit(), organization_, importables_, request, progress);
    }
    Result<ImportSummary> try_import(ImportRequest request = {.folder = {}}) {
        ImportProgress nobody;
        return try_import(std::move(request), nobody);
    }
    ImportSummary import(ImportRequest request = {.folder = {}}) {
        auto summary = try_import(std::move(request));
        EXPECT_TRUE(summary.has_value()) << (summary ? "" : to_string(summary.error()));
        return summary ? *summary : ImportSummary{};
    }

    std::int64_t count(std::string const& sql) {
        std::int64_t number = 0;
        database().read([&](Reader& reader) { number = reader.integer({sql, {}}).value_or(-1); });
        return number;
    }
    std::string text(std::string const& sql) {
        std::string found;
        database().read([&](Reader& reader) { found = reader.text({sql, {}}).value_or("(nothing)"); });
        return found;
    }

    // "field: code of reason" is not in the file, so the reasons themselves are compared by their beginning.
    std::vector<std::vector<std::string>> rejected(ImportSummary const& summary) {
        return summary.rejected_rows ? read_csv(*summary.rejected_rows) : std::vector<std::vector<std::string>>{};
    }
    std::vector<std::string> rejected_fields(ImportSummary const& summary) {
        std::vector<std::string> fields;
        for (auto const& row : rejected(summary)) fields.push_back(row[0] + ":" + row[1] + ":" + row[2]);
        return fields;
    }

    std::vector<Importable> importables_ = importables_under_test();

private:
    Organization organization_;
    CsvFolder folder_;
};

}  // namespace cairn
