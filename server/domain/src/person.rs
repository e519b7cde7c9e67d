//! People and facilities, as far as rules speak of them.

/// The eight categories of article 7. A member of staff is admitted under exactly one at each facility.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StaffCategory {
    /// (1) 市職員
    CityEmployee,
    /// (2) 社会福祉協議会職員
    SocialWelfareCouncil,
    /// (3) 医療機関の職員
    MedicalInstitution,
    /// (4) 福祉サービス事業所の職員
    WelfareServiceOffice,
    /// (5) 小中学校の教員
    SchoolTeacher,
    /// (6) 教育・保育施設の職員
    EducationChildcareFacility,
    /// (7) 市が福祉サービス事業等を委託している事業所の職員
    CityContractedOffice,
    /// (8) その他市が認める者
    OtherAdmitted,
}

impl StaffCategory {
    /// Every category, in the order of article 7.
    pub const ALL: [Self; 8] = [
        Self::CityEmployee,
        Self::SocialWelfareCouncil,
        Self::MedicalInstitution,
        Self::WelfareServiceOffice,
        Self::SchoolTeacher,
        Self::EducationChildcareFacility,
        Self::CityContractedOffice,
        Self::OtherAdmitted,
    ];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CityEmployee => "city_employee",
            Self::SocialWelfareCouncil => "social_welfare_council",
            Self::MedicalInstitution => "medical_institution",
            Self::WelfareServiceOffice => "welfare_service_office",
            Self::SchoolTeacher => "school_teacher",
            Self::EducationChildcareFacility => "education_childcare_facility",
            Self::CityContractedOffice => "city_contracted_office",
            Self::OtherAdmitted => "other_admitted",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.as_str() == word)
    }
}

/// On what ground the city supports a person (article 3).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ResidenceBasis {
    /// 市民
    Resident,
    /// 居住実態がある
    LivesHere,
}

impl ResidenceBasis {
    /// The word stored in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Resident => "resident",
            Self::LivesHere => "lives_here",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Resident, Self::LivesHere].into_iter().find(|basis| basis.as_str() == word)
    }
}
