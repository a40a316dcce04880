#include <optional>
#include <string_view>

#include "base/instant.hpp"
#include "features/evaluation/report_formats.hpp"
#include "record/json.hpp"

namespace cairn::evaluation {

namespace {

// Appends the text of one JSON document; commas come by themselves.
class Writer {
public:
    template <class Members>
    void object(Members members) {
        value_starts();
        text_ += '{';
        members();
        text_ += '}';
    }
    template <class Range, class Each>
    void array(std::string_view key, Range const& range, Each each) {
        name(key);
        text_ += '[';
        for (auto const& item : range) each(item);
        text_ += ']';
    }
    template <class Members>
    void object(std::string_view key, Members members) {
        name(key);
        object(members);
    }
    void member(std::string_view key, std::string_view text) {
        name(key);
        append_json_string(text_, text);
    }
    void member(std::string_view key, std::int64_t number) {
        name(key);
        text_ += std::to_string(number);
    }
    void member(std::string_view key, double number) {
        name(key);
        append_json_number(text_, number);
    }
    void member(std::string_view key, std::optional<double> number) {
        name(key);
        if (number) {
            append_json_number(text_, *number);
        } else {
            text_ += "null";
        }
    }
    std::string take() { return std::move(text_); }

private:
    void value_starts() {
        if (!text_.empty() && text_.back() != '{' && text_.back() != '[' && text_.back() != ':') text_ += ',';
    }
    void name(std::string_view key) {
        value_starts();
        append_json_string(text_, key);
        text_ += ':';
    }

    std::string text_;
};

template <class Figures>
void write_ratio(Writer& out, Figures const& figures) {
    out.member("numerator", figures.numerator);
    out.member("denominator", figures.denominator);
}

void write(Writer& out, Share const& share) {
    write_ratio(out, share);
    out.member("value", share.value);
    out.member("lower", share.lower);
    out.member("upper", share.upper);
}

void write(Writer& out, AmountShare const& share) {
    write_ratio(out, share);
    out.member("value", share.value);
}

void write(Writer& out, Count const& count) {
    out.member("numerator", count.count);
    out.member("denominator", std::optional<double>());
    out.member("value", count.count);
    out.member("days", count.days);
}

void write(Writer& out, Enrolment const& enrolment) {
    write(out, enrolment.all);
    out.member("open", enrolment.open);
    out.object("within_30_days", [&] { write(out, enrolment.within_30_days); });
}

void write(Writer& out, MonthlyCoverage const& coverage) {
    std::int64_t month = 0;
    out.array("months", coverage.months, [&](Share const& share) {
        out.object([&] {
            out.member("month", ++month);
            write(out, share);
            if (!share.value) out.member("reason", "no episode could be observed in this month");
        });
    });
}

void write(Writer& out, Quartiles const& quartiles) {
    write_ratio(out, quartiles);
    out.member("n", quartiles.n);
    out.member("q1", quartiles.q1);
    out.member("median", quartiles.median);
    out.member("q3", quartiles.q3);
}

void write(Writer& out, Caseload const& caseload) {
    write(out, caseload.quartiles);
    out.member("min", caseload.min ? std::optional<double>(*caseload.min) : std::nullopt);
    out.member("max", caseload.max ? std::optional<double>(*caseload.max) : std::nullopt);
    out.member("without_peer", caseload.without_peer);
}

void write(Writer& out, Retention const& retention) {
    out.member("numerator", retention.events);
    out.member("denominator", retention.n);
    out.member("n", retention.n);
    out.member("events", retention.events);
    out.member("median", retention.median.time);
    out.member("median_lower", retention.median.lower);
    out.member("median_upper", retention.median.upper);
    out.array("survival_at", retention.survival_at, [&](statistics::SurvivalAt const& at) {
        out.object([&] {
            out.member("day", std::int64_t{at.time});
            out.member("at_risk", at.at_risk);
            out.member("survival", at.survival);
            out.member("lower", at.lower);
            out.member("upper", at.upper);
            if (!at.survival) out.member("reason", "after the last follow-up");
        });
    });
    out.array("curve", retention.curve, [&](statistics::SurvivalStep const& step) {
        out.object([&] {
            out.member("day", std::int64_t{step.time});
            out.member("at_risk", step.at_risk);
            out.member("events", step.events);
            out.member("censored", step.censored);
            out.member("survival", step.survival);
            out.member("std_error", step.std_error);
            out.member("lower", step.lower);
            out.member("upper", step.upper);
        });
    });
}

void write(Writer& out, FirstContact const& first_contact) {
    write(out, first_contact.quartiles);
    out.array("incidence_at", first_contact.incidence_at, [&](IncidenceAt const& at) {
        out.object([&] {
            out.member("day", std::int64_t{at.day});
            out.member("at_risk", at.at_risk);
            out.member("first_contact", at.first_contact);
            out.member("declined", at.declined);
            out.member("ineligible", at.ineligible);
            if (!at.first_contact) out.member("reason", "after the last follow-up");
        });
    });
}

void write_group(Writer& out, Group const& group) {
    out.object([&] {
        out.object("by", [&] {
            for (auto const& [dimension, value] : group.by) out.member(dimension, value);
        });
        std::visit([&](auto const& figures) { write(out, figures); }, group.figures);
        if (!group.reason.empty()) out.member("reason", group.reason);
    });
}

void write_benchmark(Writer& out, Benchmark const& benchmark) {
    out.object("benchmark", [&] {
        out.member("text", benchmark.text);
        out.member("source", benchmark.source);
        out.array("values", benchmark.values, [&](BenchmarkValue const& published) {
            out.object([&] {
                out.member("at", published.at);
                out.member("value", published.value);
                if (published.denominator > 0) write_ratio(out, published);
            });
        });
    });
}

}  // namespace

std::string to_json(Report const& report) {
    Writer out;
    out.object([&] {
        out.member("organization", report.organization);
        out.member("from", to_string(report.from));
        out.member("to", to_string(report.to));
        out.member("generated_at", to_string(report.generated_at));
        out.member("audience", report.audience);
        out.member("notice", internal_notice);
        out.array("metrics", report.metrics, [&](MetricReport const& computed) {
            out.object([&] {
                out.member("id", computed.metric->id);
                out.member("title", computed.metric->title);
                out.member("unit", computed.metric->unit);
                out.member("definition", full_definition(*computed.metric));
                write_benchmark(out, computed.metric->benchmark);
                out.array("groups", computed.groups, [&](Group const& group) { write_group(out, group); });
            });
        });
    });
    return out.take() + "\n";
}

}  // namespace cairn::evaluation
