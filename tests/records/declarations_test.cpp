// What the records declare about themselves fits together: references, code lists, streams, import.
#include <gtest/gtest.h>

#include <set>

#include "app/wire.hpp"
#include "features/program/testing.hpp"

namespace cairn {
namespace {

// Visits every field, those of nested values included, with its path.
void each_field(RecordType const& type, std::string const& path,
                std::function<void(std::string const& path, Field const& field)> const& visit) {
    for (auto const& field : type.fields) {
        auto const here = path + "." + std::string(field.name);
        visit(here, field);
        if (field.nested != nullptr) each_field(*field.nested, here, visit);
    }
}

void each_field(std::function<void(std::string const& path, Field const& field)> const& visit) {
    for (auto const* type : all_record_types()) each_field(*type, std::string(type->name), visit);
}

TEST(Records, BeginWithIdAndVersion) {
    for (auto const* type : all_record_types()) {
        EXPECT_EQ(type->fields.at(0).name, "id") << type->name;
        EXPECT_EQ(type->fields.at(1).name, "version") << type->name;
    }
}

TEST(Records, ReferToRecordsThatExist) {
    std::set<std::string_view> names;
    for (auto const* type : all_record_types()) names.insert(type->name);
    each_field([&](auto const& path, Field const& field) {
        if (!field.rule.references.empty()) {
            EXPECT_TRUE(names.contains(field.rule.references)) << path;
            EXPECT_EQ(field.kind, Kind::id) << path;
        }
    });
}

TEST(Records, TakeTheirWordsFromListsThatHaveDefaults) {
    std::set<std::string> lists;
    for (auto const& entry : default_code_list_entries()) lists.insert(entry.list);
    std::set<std::string> used;
    each_field([&](auto const& path, Field const& field) {
        bool const is_code = (field.kind == Kind::word && field.enumerators.empty()) || field.kind == Kind::words;
        EXPECT_EQ(is_code, !field.rule.code_list.empty()) << path;
        if (is_code) {
            EXPECT_TRUE(lists.contains(std::string(field.rule.code_list))) << path;
            used.emplace(field.rule.code_list);
        }
    });
    EXPECT_EQ(used, lists) << "a list that no record uses";
}

TEST(Records, HaveAStreamThatTheirOwnFieldsName) {
    std::set<std::string_view> const kinds{"participant", "staff", "site", "directory", "possible_duplicate"};
    for (auto const* type : all_record_types()) {
        EXPECT_TRUE(kinds.contains(type->stream.kind)) << type->name;
        if (type->stream.kind == "directory") {
            EXPECT_EQ(type->stream.id_field, "") << type->name;
        } else {
            EXPECT_NE(type->find(type->stream.id_field), nullptr) << type->name;
        }
    }
}

TEST(Records, AreImportedByFieldsThatTheyHave) {
    std::set<std::string_view> files;
    for (auto const& importable : all_importables()) {
        EXPECT_TRUE(files.insert(importable.file).second) << importable.file;
        for (auto const column : importable.required_columns) {
            EXPECT_NE(importable.type.find(column), nullptr) << importable.file << " " << column;
        }
        for (auto const column : importable.natural_key) {
            EXPECT_NE(importable.type.find(column), nullptr) << importable.file << " " << column;
        }
    }
    EXPECT_EQ(files.size(), 13U);
}

}  // namespace
}  // namespace cairn
