// The generated program as a source's own CSV files.
#include <map>
#include <memory>
#include <vector>

#include <fmt/core.h>

#include "generated_program.hpp"
#include "record/csv_writer.hpp"

namespace cairn::bench {
namespace {

// What a source states; the rest is unknown or follows from it.
struct Source {
    std::string_view file;
    std::vector<std::string_view> columns;
};

std::map<std::string_view, Source> const& sources() {
    static std::map<std::string_view, Source> const all{
        {"site", {"sites.csv", {"id", "name", "region", "setting", "time_zone"}}},
        {"staff", {"staff.csv", {"id", "display_name", "role", "time_zone"}}},
        {"participant",
         {"participants.csv",
          {"id", "given_name", "family_name", "birth_date", "sex", "race", "languages", "primary_substance",
           "overdose_count"}}},
        {"referral",
         {"referrals.csv",
          {"id", "participant_id", "site_id", "source", "setting", "received_at", "primary_substance", "status",
           "decided_at", "peer_id"}}},
        {"episode",
         {"episodes.csv",
          {"id", "participant_id", "site_id", "peer_id", "referral_id", "started_on", "ended_on", "end_reason",
           "pathway", "study_arm"}}},
        {"contact",
         {"contacts.csv",
          {"id", "participant_id", "episode_id", "peer_id", "site_id", "started_at", "minutes", "mode", "place",
           "outcome", "support", "topics", "note"}}},
    };
    return all;
}

// "C123": the table of a generated id and its number.
std::string short_key(std::string const& id) {
    static constexpr std::string_view letters = "?SWPRECx";
    auto const uuid = Uuid::parse(id).value();
    std::int64_t number = 0;
    for (std::size_t byte = 10; byte < uuid.bytes.size(); ++byte) number = number << 8 | uuid.bytes[byte];
    return fmt::format("{}{}", letters[uuid.bytes[7]], number);
}

std::string cell(Field const& field, void const* record) {
    auto text = to_text(field, record);
    return field.kind == Kind::id && !text.empty() ? short_key(text) : text;
}

}  // namespace

std::int64_t write_csv_folder(GeneratedProgram const& program, std::filesystem::path const& folder) {
    std::int64_t rows = 0;
    std::map<std::string_view, CsvFile> files;
    program.each([&](RecordType const& type, void const* record) {
        auto const& source = sources().at(type.name);
        auto file = files.find(type.name);
        if (file == files.end()) {
            file = files.emplace(type.name, CsvFile::create(folder / source.file).value()).first;
            file->second.write_row(source.columns);
        }
        std::vector<std::string> cells;
        for (auto const column : source.columns) cells.push_back(cell(*type.find(column), record));
        file->second.write_row(cells);
        ++rows;
    });
    for (auto& [name, file] : files) file.finish();
    return rows;
}

}  // namespace cairn::bench
