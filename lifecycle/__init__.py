"""The ground floor: who, what and in which state (组织 项目 目标 流转)."""
