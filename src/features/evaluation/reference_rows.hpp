// For tests: the tables in tests/reference, which R computed.
#pragma once

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "record/csv_reader.hpp"

namespace cairn::reference {

using Row = std::map<std::string, std::string>;

// All rows of tests/reference/NAME, by column. Tests run in the project's root.
inline std::vector<Row> rows(std::string const& name) {
    auto reader = CsvReader::open_file(std::filesystem::path("tests/reference") / name);
    if (!reader) throw std::runtime_error("cannot read tests/reference/" + name);
    std::vector<Row> result;
    while (reader->next() == CsvStep::row) {
        Row row;
        for (std::size_t i = 0; i < reader->cells().size(); ++i) row[reader->header()[i]] = reader->cells()[i];
        result.push_back(std::move(row));
    }
    return result;
}

inline std::optional<double> number(std::string const& cell) {
    if (cell.empty()) return std::nullopt;
    return std::stod(cell);
}

inline std::int32_t whole(std::string const& cell) { return static_cast<std::int32_t>(std::stol(cell)); }

// Equal to R within 1e-9 of R's value, or both without a number.
inline testing::AssertionResult same(std::optional<double> ours, std::optional<double> theirs) {
    if (!ours && !theirs) return testing::AssertionSuccess();
    if (!ours || !theirs) return testing::AssertionFailure() << (ours ? "R has no number here" : "only R has a number");
    if (std::abs(*ours - *theirs) <= 1e-9 * std::abs(*theirs)) return testing::AssertionSuccess();
    return testing::AssertionFailure() << *ours << " differs from R's " << *theirs;
}

inline testing::AssertionResult same(std::optional<double> ours, std::string const& theirs) {
    return same(ours, number(theirs));
}

// The people of one trial and one arm ("ALL": every arm).
inline std::vector<Row> people(std::string const& trial, std::string const& arm) {
    static std::vector<Row> const everybody = rows("people.csv");
    std::vector<Row> result;
    for (Row const& row : everybody) {
        if (row.at("trial") == trial && (arm == "ALL" || row.at("arm") == arm)) result.push_back(row);
    }
    return result;
}

}  // namespace cairn::reference
