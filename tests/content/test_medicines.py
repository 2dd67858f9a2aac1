"""The medicines of evidence.md 2.4, their hours and actions written again on purpose, and names as people type them."""

from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.content import STRENGTHS
from coach.content.files import ContentError
from coach.content.medicines import Candidate, Kind, book, match, opened, slips_allowed, table, words_of
from coach.core.person import Medicine
from coach.core.safety import Level
from coach.core.spacing import UNLISTED, Action, bath_notes, hours_of, review, slow_caffeine

NOT = None
GOLDEN = {
    "unlisted": ("ask", 3, 3),
    "tetracyclines": ("space", 2, 6),
    "quinolones": ("space", 2, 6),
    "moxifloxacin": ("space", 4, 8),
    "other_antibiotics": ("space", 2, 6),
    "unnamed_antibiotic": ("ask", 4, 8),
    "aminoglycosides": ("ask", NOT, NOT),
    "bisphosphonates": ("space", 2, 2),
    "calcium_channel_blockers": ("ask", NOT, NOT),
    "muscle_relaxants": ("ask", NOT, NOT),
    "loop_diuretics": ("ask", NOT, NOT),
    "thiazides": ("ask", NOT, NOT),
    "potassium_sparing": ("ask", NOT, NOT),
    "gabapentin": ("space", 2, 2),
    "gabapentin_like": ("ask", NOT, NOT),
    "levodopa": ("ask", 2, 2),
    "thyroid": ("space", 4, 4),
    "digoxin": ("ask", 2, 2),
    "hiv_integrase": ("ask", 2, 6),
    "hiv_raltegravir": ("avoid", NOT, NOT),
    "hiv_other": ("ask", NOT, NOT),
    "baloxavir": ("avoid", NOT, NOT),
    "transplant": ("ask", NOT, NOT),
    "iron": ("space", 2, 2),
    "calcium": ("space", 2, 2),
    "zinc": ("ask", 2, 2),
    "acid_reducers": ("ask", NOT, NOT),
    "sulfonylureas": ("ask", NOT, NOT),
    "blood_thinners": ("ask", NOT, NOT),
    "magnesium_salicylate": ("avoid", NOT, NOT),
    "potassium_resins": ("avoid", NOT, NOT),
    "potassium_binders": ("ask", NOT, NOT),
    "chelators": ("ask", 2, 2),
    "eltrombopag": ("ask", 4, 6),
    "heart_tablets": ("space", 2, 2),
    "statin_antihistamine": ("space", 2, 2),
    "malaria_lupus": ("space", 4, 4),
    "phenytoin": ("ask", 3, 3),
    "antipsychotics": ("space", 2, 2),
    "cancer": ("ask", NOT, NOT),
    "other_magnesium": ("count", NOT, NOT),
    "worsens_antihistamine": ("note", NOT, NOT),
    "worsens_antisickness": ("note", NOT, NOT),
    "worsens_antidepressant": ("note", NOT, NOT),
    "worsens_antipsychotic": ("note", NOT, NOT),
    "dopamine": ("note", NOT, NOT),
    "dopamine_urges": ("note", NOT, NOT),
    "opioids": ("note", NOT, NOT),
    "sleep_medicines": ("note", NOT, NOT),
}
OWN_HOURS = {"omadacycline": (4, 6), "gemifloxacin": (2, 3), "gatifloxacin": (4, 8), "bictegravir": (2, 6)}
MEMBERS = {
    "tetracyclines": "tetracycline doxycycline minocycline lymecycline oxytetracycline demeclocycline omadacycline "
    "sarecycline",
    "quinolones": "ciprofloxacin levofloxacin ofloxacin norfloxacin delafloxacin lomefloxacin prulifloxacin",
    "moxifloxacin": "moxifloxacin",
    "other_antibiotics": "nitrofurantoin azithromycin cefpodoxime cefaclor cefdinir isoniazid rifampicin itraconazole "
    "ketoconazole amoxicillin penicillin clarithromycin erythromycin trimethoprim cefalexin clindamycin metronidazole "
    "fluconazole",
    "unnamed_antibiotic": "antibiotic",
    "aminoglycosides": "gentamicin tobramycin amikacin streptomycin neomycin kanamycin paromomycin plazomicin",
    "bisphosphonates": "alendronate risedronate ibandronate etidronate tiludronate clodronate",
    "calcium_channel_blockers": "amlodipine felodipine nifedipine nicardipine nimodipine nisoldipine isradipine "
    "lacidipine lercanidipine nitrendipine diltiazem verapamil",
    "muscle_relaxants": "baclofen tizanidine cyclobenzaprine methocarbamol carisoprodol metaxalone orphenadrine "
    "chlorzoxazone dantrolene thiocolchicoside tolperisone rocuronium vecuronium atracurium cisatracurium pancuronium "
    "mivacurium suxamethonium",
    "loop_diuretics": "furosemide bumetanide torasemide",
    "thiazides": "hydrochlorothiazide bendroflumethiazide chlortalidone chlorothiazide indapamide metolazone xipamide",
    "potassium_sparing": "spironolactone eplerenone finerenone amiloride triamterene",
    "gabapentin": "gabapentin",
    "gabapentin_like": "pregabalin mirogabalin",
    "levodopa": "levodopa carbidopa benserazide entacapone",
    "thyroid": "levothyroxine liothyronine",
    "digoxin": "digoxin digitoxin",
    "hiv_integrase": "dolutegravir bictegravir",
    "hiv_raltegravir": "raltegravir",
    "hiv_other": "elvitegravir cabotegravir rilpivirine atazanavir fosamprenavir tipranavir",
    "baloxavir": "baloxavir",
    "transplant": "mycophenolate tacrolimus ciclosporin sirolimus",
    "zinc": "zinc",
    "acid_reducers": "omeprazole esomeprazole lansoprazole dexlansoprazole pantoprazole rabeprazole",
    "sulfonylureas": "glipizide glibenclamide gliclazide glimepiride tolbutamide",
    "blood_thinners": "warfarin acenocoumarol apixaban rivaroxaban edoxaban dabigatran clopidogrel prasugrel "
    "ticagrelor heparin enoxaparin aspirin",
    "potassium_binders": "patiromer",
    "chelators": "penicillamine trientine",
    "eltrombopag": "eltrombopag",
    "heart_tablets": "captopril enalapril fosinopril sotalol quinidine",
    "statin_antihistamine": "rosuvastatin fexofenadine",
    "malaria_lupus": "chloroquine hydroxychloroquine proguanil",
    "phenytoin": "phenytoin",
    "antipsychotics": "sulpiride chlorpromazine prochlorperazine",
    "cancer": "nilotinib pazopanib dasatinib erlotinib gefitinib bosutinib",
    "worsens_antihistamine": "diphenhydramine doxylamine chlorphenamine hydroxyzine promethazine cyclizine meclizine "
    "triprolidine brompheniramine dimenhydrinate cyproheptadine",
    "worsens_antisickness": "metoclopramide prochlorperazine promethazine droperidol",
    "worsens_antidepressant": "mirtazapine fluoxetine paroxetine sertraline citalopram escitalopram fluvoxamine "
    "venlafaxine desvenlafaxine duloxetine amitriptyline nortriptyline imipramine clomipramine doxepin mianserin",
    "worsens_antipsychotic": "haloperidol olanzapine quetiapine risperidone clozapine aripiprazole chlorpromazine "
    "lurasidone lithium",
    "dopamine": "pramipexole ropinirole rotigotine cabergoline levodopa",
    "dopamine_urges": "pramipexole ropinirole rotigotine cabergoline levodopa",
}


def test_each_class_has_its_action_and_its_hours() -> None:
    found = {one.id: (one.action.value, one.before, one.after) for one in table().classes.values()}

    assert found == GOLDEN


def test_hours_of_a_single_medicine_are_these() -> None:
    rules = table().rules.values()

    assert {r.generic: (r.before, r.after) for r in rules if r.before is not None} == OWN_HOURS
    assert [(p.generics, p.before, p.after) for p in table().together] == [(("dolutegravir", "rilpivirine"), 4, 6)]
    assert hours_of(Medicine(name="x", known=("gemifloxacin",)), table()) == (2, 3)


@pytest.mark.parametrize(("kind", "generic"), [(k, g) for k, names in MEMBERS.items() for g in names.split()])
def test_each_medicine_of_the_list_is_in_its_class(kind: str, generic: str) -> None:
    assert kind in table().rules[generic].classes


def test_each_class_has_a_source_and_a_strength_and_somebody_in_it() -> None:
    used = {name for rule in table().rules.values() for name in rule.classes} | {UNLISTED}

    assert used == set(table().classes)
    for one in table().classes.values():
        assert len(one.source) > 10
        assert one.strength in STRENGTHS
        assert "http" not in one.source and "[" not in one.source


def test_a_cooler_bath_and_less_caffeine_go_with_these() -> None:
    assert {one.id for one in table().classes.values() if one.bath} == {
        "calcium_channel_blockers",
        "loop_diuretics",
        "thiazides",
        "potassium_sparing",
        "heart_tablets",
        "worsens_antihistamine",
        "opioids",
        "sleep_medicines",
    }
    slow = slow_caffeine([Medicine(name=g, known=(g,)) for g in table().rules], table())
    assert set(slow) == {"fluvoxamine", "ciprofloxacin"}
    assert bath_notes([Medicine(name="Istin", known=("amlodipine",))], table()) == ("Istin (amlodipine)",)


LISTED = {
    # generic names, with what people write beside them
    "gabapentin": "gabapentin",
    "Gabapentin": "gabapentin",
    "GABAPENTIN 300MG": "gabapentin",
    "gabapentin 300 mg at night": "gabapentin",
    "gabapentin 3x300mg, evenings": "gabapentin",
    "gabapentin 300mg 8 pm": "gabapentin",
    "gabapentin for restless legs": "gabapentin",
    "Gabapentin Teva 100 mg hard capsules 1-0-0": "gabapentin",
    "Gabapentin Frobco 100 mg": "gabapentin unlisted",
    "pregabalin 75 mg bd": "pregabalin",
    "gabapentin enacarbil 600 mg": "gabapentin enacarbil",
    "levothyroxine sodium 50 mcg": "levothyroxine",
    "thyroxine": "levothyroxine",
    "l-thyroxine 75": "levothyroxine",
    "L Thyroxine": "levothyroxine",
    "Armour Thyroid 60mg": "desiccated thyroid",
    "desiccated thyroid": "desiccated thyroid",
    "digoxin 125 micrograms": "digoxin",
    "alendronic acid 70mg weekly": "alendronate",
    "Alendronic Acid": "alendronate",
    "alendronate sodium": "alendronate",
    "risedronate": "risedronate",
    "ibandronic acid once a month": "ibandronate",
    "doxycycline hyclate 100 mg": "doxycycline",
    "nalidixic acid": "nalidixic acid",
    "moxifloxacin": "moxifloxacin",
    "levofloxacin 500": "levofloxacin",
    "nitrofurantoin MR 100mg": "nitrofurantoin",
    "omeprazole 20 mg before breakfast": "omeprazole",
    "pantoprazole": "pantoprazole",
    "esomeprazole magnesium": "esomeprazole",
    "warfarin sodium": "warfarin",
    "apixaban 5mg twice daily": "apixaban",
    "aspirin 75": "aspirin",
    "low dose aspirin": "aspirin",
    "amlodipine besilate 5 mg": "amlodipine",
    "amlodipine besylate": "amlodipine",
    "diltiazem XL": "diltiazem",
    "enalapril maleate": "enalapril",
    "rosuvastatin calcium": "rosuvastatin",
    "hydroxychloroquine sulphate 200mg": "hydroxychloroquine",
    "hydroxychloroquine sulfate": "hydroxychloroquine",
    "mycophenolate mofetil": "mycophenolate",
    "lithium carbonate": "lithium",
    "phenytoin sodium": "phenytoin",
    "sodium polystyrene sulphonate": "sodium polystyrene",
    "sodium zirconium cyclosilicate": "sodium zirconium",
    "dolutegravir": "dolutegravir",
    "raltegravir potassium": "raltegravir",
    "pramipexole 0.18 mg": "pramipexole",
    "ropinirole": "ropinirole",
    "rotigotine patch": "rotigotine",
    "levodopa": "levodopa",
    "sertraline 50mg": "sertraline",
    "mirtazapine 15 mg nocte": "mirtazapine",
    "amitriptyline": "amitriptyline",
    "zopiclone 3.75": "zopiclone",
    "tramadol": "tramadol",
    # spelling of both sides, hyphens, accents, blanks
    "ferrous sulphate 200 mg": "ferrous sulfate",
    "ferrous sulfate": "ferrous sulfate",
    "ciclosporin": "ciclosporin",
    "cyclosporine": "ciclosporin",
    "frusemide": "furosemide",
    "furosemide 40mg": "furosemide",
    "torsemide": "torasemide",
    "rifampin": "rifampicin",
    "glyburide": "glibenclamide",
    "chlorthalidone": "chlortalidone",
    "bendrofluazide": "bendroflumethiazide",
    "chlorpheniramine": "chlorphenamine",
    "meclozine": "meclizine",
    "nicoumalone": "acenocoumarol",
    "suxamethonium": "suxamethonium",
    "succinylcholine": "suxamethonium",
    "co-careldopa 25/100": "co-careldopa",
    "co careldopa": "co-careldopa",
    "cocareldopa": "co-careldopa",
    "Co‑Beneldopa": "co-beneldopa",  # with a hyphen that does not break
    "  gabapentin  ": "gabapentin",
    "Lévothyrox": "levothyroxine",
    "magnesium sulphate": "magnesium sulfate",
    # brands
    "Neurontin": "gabapentin",
    "Lyrica": "pregabalin",
    "Horizant": "gabapentin enacarbil",
    "Sinemet 25/100": "co-careldopa",
    "Madopar": "co-beneldopa",
    "Stalevo": "levodopa with entacapone",
    "carbidopa/levodopa": "co-careldopa",
    "levodopa + benserazide": "co-beneldopa",
    "carbidopa-levodopa-entacapone": "levodopa with entacapone",
    "Mirapex": "pramipexole",
    "Sifrol": "pramipexole",
    "Requip XL": "ropinirole",
    "Neupro patch 2mg": "rotigotine",
    "Synthroid": "levothyroxine",
    "Euthyrox 75": "levothyroxine",
    "Lanoxin": "digoxin",
    "Fosamax": "alendronate",
    "Actonel": "risedronate",
    "Cipro": "ciprofloxacin",
    "Levaquin": "levofloxacin",
    "Vibramycin": "doxycycline",
    "Avelox": "moxifloxacin",
    "Lasix": "furosemide",
    "Norvasc": "amlodipine",
    "Istin": "amlodipine",
    "Crestor": "rosuvastatin",
    "Allegra": "fexofenadine",
    "Plaquenil": "hydroxychloroquine",
    "Eliquis": "apixaban",
    "Xarelto": "rivaroxaban",
    "Nexium": "esomeprazole",
    "Isentress": "raltegravir",
    "Tivicay": "dolutegravir",
    "Biktarvy": "bictegravir",
    "Xofluza": "baloxavir",
    "Dilantin": "phenytoin",
    "Phenergan": "promethazine",
    "Nytol": "diphenhydramine",
    "ZzzQuil": "diphenhydramine",
    "NyQuil": "doxylamine",
    "Night Nurse": "promethazine",
    "Tylenol PM": "a night-time cold or sleep product",
    "Advil PM": "a night-time cold or sleep product",
    "sleep aid": "a night-time cold or sleep product",
    "Prozac": "fluoxetine",
    "Zoloft": "sertraline",
    "Seroquel": "quetiapine",
    "Ambien": "zolpidem",
    # magnesium by other names, minerals
    "Maalox": "magnesium hydroxide",
    "milk of magnesia": "magnesium hydroxide",
    "Milk-of-Magnesia": "magnesium hydroxide",
    "Epsom salts": "magnesium sulfate",
    "magnesium citrate 200mg": "magnesium citrate",
    "magnesium bisglycinate": "magnesium",
    "magnesium": "magnesium",
    "multivitamin": "multivitamin",
    "Rennie": "calcium carbonate+magnesium carbonate",
    "Gaviscon": "calcium carbonate+magnesium carbonate",
    "magnesium salicylate": "magnesium salicylate",
    "iron": "iron",
    "iron tablets": "iron",
    "iron bisglycinate": "ferrous bisglycinate",
    "calcium": "calcium",
    "calcium carbonate": "calcium carbonate",
    "calcium + vitamin D": "calcium",
    "zinc 15 mg": "zinc",
    "calcium and zinc": "calcium+zinc",
    # words for a class
    "calcium channel blocker": "calcium channel blocker",
    "blood thinner": "blood thinner",
    "water pill": "water tablet",
    "muscle relaxant": "muscle relaxant",
    "antibiotics": "antibiotic",
    # several at once; what is on no list is not hidden
    "losartan/hydrochlorothiazide": "hydrochlorothiazide unlisted",
    "hydrochlorothiazide + triamterene": "hydrochlorothiazide+triamterene",
    "co-amilofruse": "amiloride+furosemide",
    "Juluca": "dolutegravir+rilpivirine",
    "dolutegravir/rilpivirine": "dolutegravir+rilpivirine",
    "gabapentin and metformin": "gabapentin unlisted",
    "omeprazole and iron": "omeprazole+iron",
    "iron infusion": "iron unlisted",
    "Malarone": "proguanil unlisted",
}
DOUBTFUL = {
    "gabapentn": "gabapentin",
    "gabapenten": "gabapentin",
    "gabbapentin": "gabapentin",
    "gapabentin": "gabapentin",
    "gabapentine": "gabapentin",
    "Neurontn": "gabapentin",
    "pregabalen": "pregabalin",
    "levothyroxin": "levothyroxine",
    "levothyroxene": "levothyroxine",
    "levotyroxine": "levothyroxine",
    "synthriod": "levothyroxine",
    "doxicycline": "doxycycline",
    "doxycyline": "doxycycline",
    "ciprofloxacine": "ciprofloxacin",
    "ciproflaxin": "ciprofloxacin",
    "allendronic acid": "alendronate",
    "alendronic acd": "alendronate",
    "ferrous sulfte": "ferrous sulfate",
    "warfrin": "warfarin",
    "warfarine": "warfarin",
    "fenytoin": "phenytoin",
    "amlodapine": "amlodipine",
    "ammlodipine": "amlodipine",
    "ropinerole": "ropinirole",
    "pramipexol": "pramipexole",
    "sinnemet": "co-careldopa",
    "madopa": "co-beneldopa",
    "dijoxin": "digoxin",
    "omeprozole": "omeprazole",
    "sertralin": "sertraline",
    "mirtazepine": "mirtazapine",
    "raltegravr": "raltegravir",
    "magnesium salicylat": "magnesium salicylate",
    "milk of magnesai": "magnesium hydroxide",
    "iorn": "iron",
    "zink": "zinc",
    "gabapentin and warfrin": "warfarin",
    "night nurs": "promethazine",
    # brands that differ between countries
    "Benadryl": "diphenhydramine",
    "benadril": "diphenhydramine",
    "Sominex": "diphenhydramine+promethazine",
    "Unisom": "diphenhydramine+doxylamine",
    "Dramamine": "dimenhydrinate+meclizine",
    "Cartia": "aspirin+diltiazem",
    # two that are as near
    "chlorothalidone": "chlortalidone",
    "prochlorpromazine": "chlorpromazine+prochlorperazine",
}
UNLISTED_NAMES = (
    "metformin",
    "metformin 500 mg twice daily",
    "lisinopril",
    "ramipril",
    "atorvastatin",
    "atorvastatin calcium",
    "losartan potassium",
    "bisoprolol",
    "paracetamol",
    "ibuprofen",
    "prednisolone",
    "melatonin",
    "bupropion",
    "loratadine",
    "cetirizine",
    "zoledronate",
    "insulin glargine",
    "vitamin D",
    "vitamin b12",
    "calci",
    "gaba",
    "night",
    "mg",
    "300",
    "",
    "?",
    "🙂",
    "снотворное",
    "药",
    "the small white one",
    "something for blood pressure",
    "frobnicol",
    "St John's wort",
    "valerian",
)


@pytest.mark.parametrize(("typed", "found"), LISTED.items())
def test_a_name_that_is_certain_is_found(typed: str, found: str) -> None:
    generics, _, _ = found.partition(" unlisted")
    matched = match(typed)

    assert matched.kind is Kind.LISTED
    assert sorted(g for g in matched.settled() if g != UNLISTED) == sorted(generics.split("+"))
    assert (UNLISTED in matched.settled()) is found.endswith("unlisted")


@pytest.mark.parametrize(("typed", "offered"), DOUBTFUL.items())
def test_a_name_that_is_not_certain_is_asked(typed: str, offered: str) -> None:
    matched = match(typed)

    assert matched.kind is Kind.DOUBTFUL
    assert {g for candidate in matched.candidates for g in candidate.generics} >= set(offered.split("+"))
    assert len(matched.candidates) <= 6


@pytest.mark.parametrize("typed", UNLISTED_NAMES)
def test_a_name_that_is_on_no_list_is_unlisted_and_never_fine(typed: str) -> None:
    matched = match(typed)

    assert matched.kind is Kind.UNLISTED
    assert matched.settled() == ()
    medicine = Medicine(name=typed or "?", times=(time(8),), known=matched.settled())
    assert review([medicine], table(), time(18), time(23)).level == Level.ASK_FIRST


def test_accents_hyphens_and_spelling_make_no_other_word() -> None:
    assert words_of("Lévothyrox 3x50µg") == ["levothyrox", "3", "50", "μg"]
    assert words_of("Co‑careldopa: ferrous sulphate") == ["co", "careldopa", "ferrous", "sulfate"]


def test_a_mineral_beside_a_medicine_is_a_salt_or_another_one_and_so_it_is_unlisted() -> None:
    assert match("pantoprazole magnesium").settled() == ("pantoprazole", UNLISTED)
    assert match("warfarin, calcium").settled() == ("warfarin", UNLISTED)


def test_more_than_150_names_were_tried() -> None:
    assert len(LISTED) + len(DOUBTFUL) + len(UNLISTED_NAMES) >= 150


def test_a_doubt_that_was_answered_is_kept_and_one_that_was_not_is_unlisted() -> None:
    matched = match("gabapentin and warfrin")
    (warfarin,) = matched.candidates

    assert matched.settled([warfarin]) == ("gabapentin", "warfarin")
    assert matched.settled() == ("gabapentin", UNLISTED)
    assert match("Benadryl").settled() == ()
    assert warfarin == Candidate("warfarin", ("warfarin",))
    assert match("neurontn").candidates[0].text == "neurontin (gabapentin)"


every_name = st.sampled_from(
    sorted(candidate.name for names in (book().names, book().alone) for candidate in names.values())
)
letters = "abcdefghijklmnopqrstuvwxyz"


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    name = draw(every_name.filter(lambda one: len(one.replace(" ", "")) >= 6))
    at = draw(st.integers(0, len(name) - 1).filter(lambda n: name[n].isalpha()))
    how = draw(st.sampled_from(["wrong", "missing", "more", "swapped"]))
    letter = draw(st.sampled_from(letters))
    if how == "wrong":
        return name, name[:at] + letter + name[at + 1 :]
    if how == "missing":
        return name, name[:at] + name[at + 1 :]
    if how == "more":
        return name, name[:at] + letter + name[at:]
    return name, name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]


@given(every_name)
def test_each_name_of_the_table_is_found(name: str) -> None:
    meant = {**book().names, **book().alone}["".join(c for c in match_key(name))]

    assert match(name).kind is Kind.LISTED
    assert set(match(name.upper() + " 50 mg").generics) >= set(meant.generics) - {UNLISTED}


def match_key(name: str) -> str:
    return name.replace("-", "").replace(" ", "").replace("'", "").replace("aluminium", "aluminum")


@given(slips())
def test_no_single_slip_hides_a_name(slip: tuple[str, str]) -> None:
    name, typed = slip
    matched = match(typed)
    meant = {**book().names, **book().alone}[match_key(name)]
    offered = {g for candidate in matched.candidates for g in candidate.generics}

    assert matched.kind is not Kind.UNLISTED
    if matched.kind is Kind.DOUBTFUL:
        assert offered | set(matched.generics) >= set(meant.generics)


@given(every_name, st.text(alphabet=letters, min_size=5, max_size=12))
def test_what_stands_beside_a_listed_name_is_never_hidden(name: str, beside: str) -> None:
    matched = match(f"{name} {beside}")
    if matched.rest or matched.doubts:
        medicine = Medicine(name="x", times=(time(8),), known=matched.settled())
        assert review([medicine], table(), time(18), time(23)).level >= Level.ASK_FIRST


@given(st.text(max_size=300))
def test_whatever_is_typed_gets_an_answer_that_is_not_fine(typed: str) -> None:
    matched = match(typed)
    assert matched.kind in Kind
    medicine = Medicine(name="x", times=(time(8),), known=matched.settled())
    assert review([medicine], table(), time(18), time(23)).reasons


@pytest.mark.parametrize("name", sorted(table().rules))
def test_no_medicine_of_the_table_is_said_to_be_fine(name: str) -> None:
    medicine = Medicine(name=name, known=(name,))
    reasons = review([medicine], table(), time(18), time(23)).reasons
    count_only = {table().classes[c].action for c in table().rules[name].classes} == {Action.COUNT}

    assert reasons
    assert all(reason.level >= (Level.CAUTION if count_only else Level.ASK_FIRST) for reason in reasons)
    for word in (" is safe", " are safe", " fine", "no interaction"):
        assert not any(word in reason.text.replace("mean it is safe", "") for reason in reasons)


def test_a_long_text_is_read_only_so_far_and_the_rest_is_unlisted() -> None:
    assert UNLISTED in match("gabapentin " + "x y " * 200).settled()


def test_the_typical_collision_moves_magnesium_and_not_gabapentin() -> None:
    evening = [Medicine(name="gabapentin", times=(time(20, 30),), known=match("gabapentin").settled())]

    assert review(evening, table(), time(18, 0), time(23)).level == Level.CAUTION
    clash = review(evening, table(), time(19, 30), time(23))
    assert clash.level == Level.ASK_FIRST
    assert clash.slot == time(18, 30)


def test_levothyroxine_in_the_morning_leaves_the_evening_alone() -> None:
    morning = [Medicine(name="Euthyrox", times=(time(7),), known=match("Euthyrox").settled())]

    assert review(morning, table(), time(18, 0), time(23)).level == Level.CAUTION
    assert review(morning, table(), time(9, 0), time(23)).level == Level.ASK_FIRST


def test_a_levodopa_user_is_asked_and_told_of_both_lines() -> None:
    found = review([Medicine(name="Sinemet", known=match("Sinemet").settled())], table(), time(18), time(23))

    assert found.level == Level.ASK_FIRST
    assert "oxide" in found.reasons[0].text
    assert [line.id.split(".")[0] for line in found.worsening] == ["dopamine_urges", "dopamine"]


@pytest.mark.parametrize(("length", "slips"), [(3, 0), (4, 1), (7, 1), (8, 2), (12, 2), (13, 3)])
def test_longer_names_may_have_more_slips(length: int, slips: int) -> None:
    assert slips_allowed(length) == slips


SMALL = """
[[classes]]
id = "unlisted"
name = "not on this list"
action = "ask"
before = 3
after = 3
says = "Ask a pharmacist."
source = "our own choice"
strength = "our own choice"
[[classes]]
id = "apart"
name = "kept apart"
action = "space"
before = 2
after = 2
says = "Keep them apart."
source = "somebody 2001"
strength = "weak"
[medicines]
one = { classes = ["apart"], names = ["uno"] }
two = { classes = ["apart"] }
[combinations]
both = ["one", "two"]
[doubts]
either = ["one", "two"]
[words]
plain = "mg"
others = "three"
"""


def written(folder: Path, text: str) -> Path:
    (folder / "medicines.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_small_file_can_be_read(tmp_path: Path) -> None:
    assert match("uno", opened(written(tmp_path, SMALL))).generics == ("one",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('strength = "weak"', 'strength = "proven"'),
        ("before = 2", "before = 0"),
        ("before = 2", "before = 25"),
        ("before = 2\nafter = 2", ""),
        ("before = 2\n", ""),
        ('action = "space"', 'action = "avoid"'),
        ('action = "space"', 'action = "forget"'),
        ('says = "Keep them apart."', 'says = "Keep {name} apart."'),
        ('source = "somebody 2001"', 'source = ""'),
        ('source = "somebody 2001"\n', ""),
        ('names = ["uno"]', 'names = ["two"]'),
        ('names = ["uno"]', 'names = ["either"]'),
        ('names = ["uno"]', "before = 3"),
        ('names = ["uno"]', "before = 3, after = 3"),
        ('two = { classes = ["apart"] }', "two = { classes = [] }"),
        ('two = { classes = ["apart"] }', 'two = { classes = ["nowhere"] }'),
        ('both = ["one", "two"]', 'both = ["one", "nobody"]'),
        ('either = ["one", "two"]', "either = []"),
        ('id = "apart"', 'id = "unlisted"'),
        ('id = "unlisted"', 'id = "other"'),
        ("[words]", "[word]"),
        ('action = "ask"', 'action = "space"'),
        ('plain = "mg"', 'plain = "mg"\nmore = "x"'),
    ],
)
def test_a_file_that_makes_no_sense_is_told_in_one_sentence(tmp_path: Path, old: str, new: str) -> None:
    assert SMALL.count(old) >= 1
    with pytest.raises(ContentError, match=r"^medicines\.toml of the coach.*\.$"):
        opened(written(tmp_path, SMALL.replace(old, new, 1)))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="cannot be read"):
        opened(tmp_path)
