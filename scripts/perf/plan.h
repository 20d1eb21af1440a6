/* plan.h - how the mock upstream shall answer a request: see the keys at the head of upstream.c. */
#pragma once
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TEXT (1 << 18)
#define STAMP_LENGTH 18 /* #microseconds# */

typedef struct {
    double text, chunks, size, gap, wait, status, percent, hang, cut;
} Plan;

static const char *const plan_keys[] = {"text", "chunks", "size", "gap", "wait", "status", "percent", "hang", "cut"};

typedef struct {
    bool stream, wants_usage;
    char model[128];
} Asked;

/* Reads key=value,... into the plan; what is not a key is passed over. */
static void read_plan(Plan *plan, const char *text, const char *end) {
    double *values = &plan->text;
    while (text < end) {
        text += strspn(text, " ,");
        for (int i = 0; i < (int)(sizeof plan_keys / sizeof *plan_keys); i++) {
            size_t n = strlen(plan_keys[i]);
            if (!strncmp(text, plan_keys[i], n) && text[n] == '=') values[i] = atof(text + n + 1);
        }
        while (text < end && *text != ',') text++;
    }
    if (plan->text > MAX_TEXT - 1) plan->text = MAX_TEXT - 1;
    if (plan->size > MAX_TEXT - 1) plan->size = MAX_TEXT - 1;
    if (plan->size < STAMP_LENGTH) plan->size = STAMP_LENGTH;
}

/* The text after "name": wherever it stands; a benchmark's bodies hold no traps. */
static const char *json_value(const char *body, const char *name) {
    const char *at = strstr(body, name);
    if (!at) return "";
    at += strlen(name);
    return at + strspn(at, " :");
}

static void read_body(const char *body, Asked *asked, Plan *plan) {
    const char *model = json_value(body, "\"model\""), *end = *model == '"' ? strchr(model + 1, '"') : 0;
    strcpy(asked->model, "mock");
    if (end) {
        snprintf(asked->model, sizeof asked->model, "%.*s", (int)(end - model - 1), model + 1);
        const char *suffix = memchr(model, ';', end - model);
        if (suffix) read_plan(plan, suffix + 1, end);
    }
    asked->stream = !strncmp(json_value(body, "\"stream\""), "true", 4);
    asked->wants_usage = !strncmp(json_value(body, "\"include_usage\""), "true", 4);
}
