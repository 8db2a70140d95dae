"""Answers that a second lecturer wrote to every exercise from the questions alone, without knowing the judge: three right and three wrong each.

The slip behind each wrong one was written down before any was judged. Of 141 right ones 129 were called right, 5 were to be told better
and 7 were refused; of 141 wrong ones 133 were refused, 3 were to be told better and 5 were accepted. About 120 of those refused were
told why, of which 2 were told a slip that they had not made, as was one of the right ones. What failed was mended by its cause, and 140
more were written on these causes and on Spanish, of which the judge had known no word: as it was before, it called 65 of the 94 right
ones right and accepted 5 of the 46 wrong ones.

A wrong answer stands with the beginning of the reason that its verdict tells, behind what it was read as. What stands under ``BETTER``
has the right value and is to be told better, such as a right order beside a wrong date.

Left out are "4/6" for a share in per cent, and "bosnia" for the claim on it, which say enough and are called right; and what the judge
does not know: nouns that nobody would count here ("3 answers"), and codes and other names of countries.
"""

import numpy as np
import pandas as pd

RIGHT: dict[str, list[object]] = {
    "plan_years": ["2030-2025=5", "5 full years, 2025 through 2029", np.int64(5), "It would cover 5 years (2030 minus 2025)", "5 años"],
    "priorities_share": ["4/6 = 66.7%", "66,7 Prozent der Prioritäten", np.float64(4 / 6 * 100), "dos tercios (66,7 %)", "4 of 6 = 66.7%"],
    "unmatched_priorities": ["No. 3 (returns) and no. 6 (integration)", "returns & integration. A reader might put returns under borders", pd.Series(["returns_and_reintegration", "integration"]), "Nr. 3 (returns), Nr. 6 (integration)", "#3 and #6: returns, integration"],
    "gaza_before": ["450m - 120m = 330m euros", "330 Millionen Euro", "330 M€ before the January 2025 package", "450 Mio. € - 120 Mio. € = 330 Mio. €", "330 millones de euros"],
    "air_bridge_quote": ["More than 3,800 tonnes of aid have been flown to Gaza by the EU Humanitarian Air Bridge.", "over 3.8 thousand tonnes", "> 3,800 tonnes", "más de 3.800 toneladas de ayuda", "plus de 3 800 t d'aide"],
    "syria_quote": ["In March 2025 the EU committed nearly EUR 2.5 billion for Syria and the region (2025-2026)", "not quite EUR 2.5 billion", "casi 2,5 mil millones de euros", "fast 2,5 Milliarden Euro"],
    "syria_one_year": ["not specified", "The section gives no figure for 2025 alone", "unknown, it only gives the amount for 2025-2026 together", "no data for 2025 alone", "The section doesn't specify"],
    "syria_for_turkiye": ["1.1 / 2.4205 = 45%", "45 por ciento", "1,100 / 2,420.5 = 45 %"],
    "what_is_pledged": ["places that have been promised, not arrivals", "places promised (for 2024-2025 together)", "promises of places", "pledges of places", "It's the number of places promised, nobody has come yet"],
    "pledges_and_regulation": ["Before - Dec 2023 vs May 2024", "recorded 5 months before the adoption", "earlier than the Regulation", "antes", "before: 12/2023 versus 5/2024"],
    "countries_share": ["14/27 = 0.5185, so 52%", "51,9 Prozent", "a little over half (51.9 %)", "14 de 27, 51,9 %", "slightly above one half, 51.9 per cent"],
    "mean_places": ["61,000/14 ≈ 4,360", "4.360 Plätze", "around 4,400 places per country", "unas 4.360 plazas por país", "61000 / 14 = 4357, so about 4,360"],
    "pact_source": ["a keynote speech by Commissioner Šuica", "Rede (speech)", "it was a speech", "speech of 25 September 2024", "somebody's speech"],
    "speech_and_letter": ["speech, 25.09.2024 < 1.12.2024", "the one of 25 September, i.e. the speech", "Speech first", "The speech: 2024-09-25, the letter only on 2024-12-01", "the speech of 25 Sept. 2024"],
    "pact_opened": ["contradicted. It is 'forthcoming'", "It contradicts the section", "CONTRADICTED!", "contradicted, the Pact doesn't exist yet", "It is contradicted"],
    "egypt_share": ["200/7400 = 2.7 %", "2,7 %", "2,7 por ciento", "0.2/7.4 = 2.7%"],
    "egypt_rest": ["7.4 - 0.2 = 7.2 bn EUR", "7,2 Mrd. €", "7.2e9", "7.200 millones de euros", "7,2 Mrd. Euro"],
    "days_between_partnerships": ["17 - 7 = 10 days, Mauritania first", "Mauritania came first, ten days before Egypt", "10 (Mauritania earlier)", "10 Tage, zuerst Mauretanien", "diez días, primero Mauritania"],
    "egypt_and_mauritania": ["an upper bound (410 million)", "only an upper limit", "upper bound because Mauritania's 210m is for mixed purposes", "a ceiling", "at most: an upper bound"],
    "humanitarian_figures": ["3 + 1 = 4", "4 figures: 120 million, 450 million, 3,800 tonnes, 2.5 billion", np.int64(4), "cuatro", "4 (3 on Gaza, 1 on Syria)"],
    "money_share": ["9/21 = 43%", "42,86 %", "9 out of 21, i.e. 42.9 per cent", "42,9 por ciento", "nine twenty-firsts"],
    "nothing_for_prevention": ["not supported. The section is silent about it", "The section does not support this", "unsupported", "not supported; no amount is given for root causes", "It isn't supported by the section"],
    "egypt_floor": ["a minimum of EUR 200 million", "≥ 200 million €", "at least 200m euros is for migration", "al menos 200 millones de euros", "min. EUR 200 million"],
    "egypt_grants": ["between 7.99 % and 8.23 %", "8.0 to 8.2 %", (7.99, 8.23), "entre 7,99 y 8,23 por ciento", "7.99-8.23%"],
    "turkiye_gap": ["between 1.4 and 2.6 billion euros", "1,4–2,6 Mrd. €", "€1.4bn to €2.6bn", "entre 1.400 y 2.600 millones de euros", "from EUR 1.4 bn up to EUR 2.6 bn"],
    "source_grade": ["C", "Grade C, because it's the press", "C (press)", "It is a C", "grade C since a newspaper printed it"],
    "documents_cited": ["17 footnotes but only 15 documents", "fifteen different documents", np.int64(15), "quince documentos", "15, because two of 17 are repeated"],
    "turkiye_documents": ["only one", "one document (the Eighth Annual Report)", "All three figures rest on a single document", "both amounts and the total stand in one document", "The 3 figures are all from the same document"],
    "silent_footnotes": ["6/17 = 35.3%", "35,3 %", "about 35 per cent", "35,3 por ciento", "6 of 17"],
    "corrected_fields": ["value and printed", "the columns 'value' & 'printed'", ["printed", "value"], "value & printed only", "printed (the text) and value (the number)"],
    "turkiye_share": ["878/12,500 = 7.0 %", "about 7%", "7,0 por ciento", "0.878/12.5 = 7.0%"],
    "facility_share": ["6 / 12.5 = 0.48 = 48 %", "48 Prozent", "roughly 48 %", "48 por ciento", "6/12.5 = 48%"],
    "turkiye_both": ["12.5 (if inside) to 18.5 (if on top) bn EUR", "EUR 12.4–18.6 bn", "somewhere between €12.4 billion and €18.6 billion, depending on the reading", "de 12,4 a 18,6 mil millones de euros", "12.4 bn at the least, 18.6 bn at the most"],
    "turkiye_per_refugee": ["No, it may not", "not allowed: flow versus stock", "No. The money also goes to host communities", "not allowed because 12.5 bn / 2.9 m mixes a sum and a stock", "no permitido"],
    "turkiye_questions": ["3 questions", "three questions are filed under Türkiye", "Three: turkiye_difference, turkiye_facility_inside, turkiye_migration_inside", "tres", "3 (facility, migration, difference)"],
    "paid_so_far": ["not stated - none of the verbs means paid", "The section doesn't say", "not reported", "not indicated", "no consta"],
    "deciding_question": ["whether the Facility is included in the total", "Does the Türkiye total include the Facility?", "id = turkiye_facility_inside", "if the Facility is included in the total for Türkiye", "The question whether the total includes the Facility"],
    "agreements_in_force": ["Albania / Montenegro / North Macedonia", "three partners: Albania, Montenegro, N. Macedonia", "Montenegro, Albania, and North Macedonia (in paragraph 13)"],
    "agreements_signed": ["3 in force + 1 signed = 4", "4 (without Bosnia)", "four agreements", "four were signed", "4: three are in force, one more is signed"],
    "claim_without_footnote": ["bosnia_negotiation, in paragraph 13", "The claim about the agreement with Bosnia", "'bosnia_negotiation'", "bosnia_negotiation (paragraph 13)", "bosnia_negotiation in row 11"],
    "migration_parts": ["878 + 200 = 1,078 million EUR", "1,078 Mrd. €", "about €1.08 billion", "1.078 millones de euros", "878m + 200m = 1.078bn euros"],
    "allocated_sum": ["EUR 12.5 bn (878m is inside it)", "12,5 Milliarden Euro", "12.5 billion, the support for Türkiye", "12.500 millones de euros", "12.5 bn euros"],
    "counted_again": ["120+878+200 = 1198 million", "1 198 millions d'euros", "€1.198bn", "1.198 millones de euros", "1,198 million euro for certain"],
    "all_heads": ["21.7-29.3 billion euros, because the Facility may be inside the total", "von 21,7 bis 29,3 Mrd. Euro", "between EUR 21.7bn and EUR 29.3bn", "entre 21,7 y 29,3 mil millones de euros", "21.7 bn to 29.3 bn euros"],
    "egypt_levers": ["borders_and_smuggling, legal_pathways", "borders/smuggling and legal pathways", pd.Index(["borders_and_smuggling", "legal_pathways"]), "borders and smuggling + legal pathways", np.array(["legal_pathways", "borders_and_smuggling"])],
    "agreements_as_one": ["10 - 5 + 1 = 6", "six actions", "6 instead of 10", "seis", "5 others + 1 = 6"],
    "protection_money": ["EUR 13.9 billion to EUR 21.4 billion", "13,9 bis 21,4 Milliarden Euro", "13.9-21.4 bn €", "de 13.900 a 21.400 millones de euros", "roughly 13.9 to 21.4 billion euros"],
}  # fmt: skip

BETTER: dict[str, list[object]] = {
    "syria_quote": ["nearly 2,500 million euros"],
    "syria_for_turkiye": ["45,4 %", np.float64(1.1e9 / 2.4205e9 * 100), "45.4452 %"],
    "egypt_share": [np.float64(200 / 7400 * 100)],
    "turkiye_share": ["7,02 %", "7.024 %"],
    "mean_places": ["4357.142857"],
    "speech_and_letter": ["the speech, 25 September 2023", "the speech of 25 September 2025", "the speech (25 October 2024)"],
    "air_bridge_quote": ["3.800 toneladas"],
    "pledges_and_regulation": ["before (May 2023)"],
}  # fmt: skip

WRONG: dict[str, list[tuple[str, str]]] = {
    "plan_years": [("6 years (2025, 26, 27, 28, 29, 30)", "You counted the last year as"), ("2025-2029", "These are the years of its"), ("5.5 years", "What is counted here comes in"), ("seis años", "You counted the last year as"), ("5 months", "Wrong unit: read as 5 months")],
    "priorities_share": [("2/6 = 33%", "That is the share that matches"), ("80 %", "That would be 4 of 5"), ("33,3 por ciento", "That is the share that matches"), ("6/4 = 150 %", "You divided the whole by its")],
    "unmatched_priorities": [("return", "What you have is right, but"), ("returns and protection", "The priority “protection and rights of"), ("none, they all match", "Read as none of them, and"), ("none of them, every priority has its lever", "Read as none of them, and"), ("no. 1 (smuggling) and no. 3 (returns)", "The priority “less irregular migration and")],
    "gaza_before": [("570 million euros", "You added a part to its"), ("EUR 330 billion", "A slip of scale: read as"), ("330 million dollars", "Wrong unit: read as USD 330"), ("570 Mio. €", "You added a part to its")],
    "air_bridge_quote": [("3,800 kg of aid", "Wrong unit: yours is 1,000 times"), ("over 3,800 flights", "Wrong unit: yours counts flights. Asked"), ("over EUR 3,800 million", "The load is a mass. The"), ("casi 3.800 toneladas", "“nearly” turns the hedge round: the")],
    "syria_quote": [("EUR 2.5 billion was paid for Syria", "Not “paid”: what the section says"), ("nearly EUR 2.5 million", "A slip of scale: read as"), ("The EU committed more than EUR 2.5 billion", "“Over” turns the hedge round: the"), ("más de 2.500 millones de euros", "“Over” turns the hedge round: the"), ("unos 2.500 millones de euros", "“about” is another hedge: the source")],
    "syria_one_year": [("EUR 1.25 billion", "You split the commitment evenly over"), ("EUR 720.5 million", "Read as EUR 720.5 million: that"), ("nothing", "What the source leaves out is")],
    "syria_for_turkiye": [("1.1/2.5 = 44 %", "You divided by the commitment as"), ("55 %", "That is the share for Syria")],
    "what_is_pledged": [("refugees who arrived", "A pledge is the promise of"), ("30,500 places a year", "No amount is the answer here"), ("pledging countries", "Answer with one of these: “people")],
    "pledges_and_regulation": [("in the same month", "Both have a date in the"), ("after, in December 2024", "Compare the date of the document"), ("the Regulation came first", "Compare the date of the document"), ("después", "Compare the date of the document")],
    "countries_share": [("27/14 = 193 %", "You divided the whole by its"), ("14 %", "Wrong unit: that is the part"), ("48,1 %", "That is the share of those")],
    "mean_places": [("2,180 places a year", "You divided by the years as"), ("61,000/27 = 2,259", "You divided by all Member States")],
    "pact_source": [("the mission letter", "The letter stands behind the portfolio"), ("a press release", "Answer with one of these: “a"), ("the Treaty", "Answer with one of these: “a")],
    "speech_and_letter": [("letter, it was sent on 1 December", "Compare the days in the footnotes"), ("both on the same day", "Both have a date in the")],
    "pact_opened": [("supported, because it is an aim", "To create legal pathways is an"), ("not supported", "The section is not silent: look"), ("partly supported", "To create legal pathways is an")],
    "egypt_share": [("0.027 %", "Wrong unit: yours is 100 times"), ("7400/200 = 37 %", "You divided the whole by its"), ("2.6 %", "You added a part to its"), ("27 por ciento", "A decimal point has slipped: yours"), ("200/7.4 = 27 %", "A decimal point has slipped: yours")],
    "egypt_rest": [("7.2 million euros", "A slip of scale: read as"), ("7.6 billion", "You added a part to its"), ("EUR 5 billion", "Read as EUR 5 billion. That"), ("7.2 thousand euros", "A slip of scale: read as"), ("7.600 millones de euros", "You added a part to its")],
    "days_between_partnerships": [("11 days, Mauritania first", "You counted both days; asked for"), ("10 days, Egypt first", "By the footnotes the partnership with"), ("10 weeks, Mauritania first", "Wrong unit: read as 10 weeks"), ("diez días, primero Egipto", "By the footnotes the partnership with"), ("10 Tage, zuerst Ägypten", "By the footnotes the partnership with")],
    "egypt_and_mauritania": [("EUR 410 million for migration", "That is the sum itself. Asked"), ("a lower bound", "That turns it round: the sum"), ("nothing, they cannot be added", "The sum says something: the money")],
    "humanitarian_figures": [("3 (120, 450 and 2,500 million)", "You counted amounts in euro alone"), ("5", "A count is right or wrong"), ("2 paragraphs", "You counted the paragraphs, or the")],
    "money_share": [("9 %", "Wrong unit: that is the part"), ("12/21 = 57 %", "That is the share of figures"), ("50 %", "None of the usual slips gives")],
    "nothing_for_prevention": [("contradicted: it names development aid", "The section names development aid but"), ("Supported, there is no amount", "A missing figure is not a"), ("not contradicted", "Read as a denial of “contradicted”")],
    "egypt_floor": [("up to EUR 200 million", "“up to” turns the hedge round"), ("exactly EUR 200 million", "“Exactly” turns away the hedge: the"), ("at least EUR 200 billion", "A slip of scale: read as")],
    "egypt_grants": [("8.1 %", "That is its middle. The figures"), ("600/7.4 = 81 %", "You set amounts of different scales"), ("91.8 to 92.0 %", "That is the share of all"), ("600/7400 = 8.1 %", "That is its middle. The figures"), ("600 / 7.4 = 81.08 %", "You set amounts of different scales")],
    "turkiye_gap": [("EUR 1.5 billion", "Read as EUR 1.5 billion. You"), ("EUR 2.5 billion", "You left out the further amount"), ("EUR 1.4 to 2.6 million", "A slip of scale: read as")],
    "source_grade": [("A, as it is the President's own words", "Grade A is the institution itself"), ("B", "Grade B reprints or sums up"), ("grade D", "Answer with one of these: “grade")],
    "documents_cited": [("17", "You counted footnotes; some documents are"), ("65 - 49 = 16", "You took the first number from"), ("15 footnotes", "Wrong unit: yours counts footnotes. Asked"), ("diecisiete", "You counted footnotes; some documents are"), ("17 footnotes on one document", "You counted footnotes; some documents are")],
    "turkiye_documents": [("3", "You counted the figures; look at"), ("footnote 61", "That is the number of a"), ("none", "count again"), ("3 figures on two documents", "You counted one too many: figures"), ("the figures and the same footnote: 61", "That is the number of a")],
    "silent_footnotes": [("11/17 = 64.7%", "That is the share of footnotes"), ("6/15 = 40 %", "That would be 6 of 15"), ("6 %", "Wrong unit: that is the part")],
    "corrected_fields": [("value", "What you have is right, but"), ("value, printed, footnotes", "The footnote names the same document"), ("amount", "These do not belong: amount. Give")],
    "turkiye_share": [("878/6000 = 14.6%", "You divided by the Facility; nothing"), ("70 %", "A decimal point has slipped: yours"), ("14,6 por ciento", "You divided by the Facility; nothing"), ("878/12.5 = 70.24", "A decimal point has slipped: yours")],
    "facility_share": [("6/18.5 = 32 %", "You put the Facility on top"), ("12.5/6 = 208 %", "You divided the whole by its"), ("4.8 %", "A decimal point has slipped: yours")],
    "turkiye_both": [("18.5 billion euros", "You took the Facility as coming"), ("EUR 6 to 12.5 billion", "These are EUR 6 billion and"), ("12.4 to 18.6 million", "Wrong unit: yours is 1,000 times")],
    "turkiye_per_refugee": [("Yes: about EUR 4,300 each", "A sum over many years against"), ("allowed if you say since 2011", "A sum over many years against"), ("12.5 bn / 2.9 m = 4,250", "A sum over many years against"), ("12,500 million / 2.9 million = EUR 4,310", "A sum over many years against"), ("12.5 bn € / 2.94 m = 4,252 €", "A sum over many years against")],
    "turkiye_questions": [("4", "You searched the ids; a question"), ("23", "that is how many rows the")],
    "paid_so_far": [("EUR 12.5 billion", "Read as EUR 12.5 billion: that"), ("nothing has been paid", "“Nothing was paid” is a finding"), ("EUR 0", "“Nothing was paid” is a finding"), ("12.500 millones de euros", "Read as EUR 12.5 billion: that"), ("nada", "“Nothing was paid” is a finding")],
    "deciding_question": [("turkiye_difference", "That question sets the printed total"), ("syria_turkiye_overlap", "What stands in the same table"), ("money_paid", "What stands in the same table")],
    "agreements_in_force": [("Albania, Serbia and Montenegro", "The agreement with Serbia is signed"), ("3", "Numbers do not belong here: give"), ("Macedonia and Albania", "What you have is right, but"), ("all five, since all were negotiated", "Read as all of them, and"), ("none, they are only signed", "Read as none of them, and")],
    "agreements_signed": [("5", "You counted a text that is"), ("1 (Serbia)", "What is in force was signed"), ("4 in force", "Not all that were signed are"), ("4 agreements are in force", "Not all that were signed are"), ("all 4 in force", "Not all that were signed are")],
    "claim_without_footnote": [("serbia_agreement", "The figure on status agreement signed"), ("footnote 58", "These do not belong: footnote 58"), ("serbia_agreement, in paragraph 12", "The figure on status agreement signed"), ("none, all have footnotes", "Read as none of them, and")],
    "migration_parts": [("878 + 200 + 210 = 1,288 million", "Mauritania's amount serves mixed purposes; it"), ("EUR 1,078 billion", "A slip of scale: read as"), ("EUR 678 million", "Read as EUR 678 million. That")],
    "allocated_sum": [("EUR 13.378 billion", "You added a part to its"), ("12.5 million", "Wrong unit: yours is 1,000 times"), ("EUR 19.9 billion", "Read as EUR 19.9 billion. Yours")],
    "counted_again": [("EUR 7.198 billion", "The Facility is likely inside the"), ("EUR 998 million", "Read as EUR 998 million. Yours"), ("1,198 euros", "A slip of scale: read as"), ("7.198 millones de euros", "The Facility is likely inside the"), ("1.198 euros", "A slip of scale: read as")],
    "all_heads": [("EUR 30.3 billion", "You added a part to its"), ("EUR 25.5 billion", "Read as EUR 25.5 billion. That"), ("EUR 21.7 to 29.3 million", "A slip of scale: read as")],
    "egypt_levers": [("all four", "Read as all of them, and"), ("borders", "What you have is right, but"), ("protection and legal pathways", "Protection is coded for Mauritania, whose"), ("all of them, as it is a broad partnership", "Read as all of them, and"), ("borders and root causes", "The pillars of the partnership may")],
    "agreements_as_one": [("10 - 5 = 5", "You left the agreements out; together"), ("10 - 3 + 1 = 8", "You took those in force as"), ("6 agreements", "Wrong unit: yours counts agreements. Asked"), ("seis acuerdos", "Wrong unit: yours counts agreements. Asked"), ("10 - 5 = 5 actions", "You left the agreements out; together")],
    "protection_money": [("EUR 21.4 billion", "Read as EUR 21.4 billion. That"), ("EUR 12.4 to 18.6 billion", "That is Türkiye alone; actions elsewhere"), ("13.9 to 21.4 billion people", "Wrong unit: yours counts people. Asked")],
}  # fmt: skip
